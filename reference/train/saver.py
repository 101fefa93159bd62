"""`tf.train.Saver`: writes variables to checkpoints, reads them back, and keeps only the newest (CKP-24)."""

from __future__ import annotations

import copy
import logging
import numbers
import os
import time
from collections import deque
from collections.abc import Sequence
from typing import Any, NoReturn

from reference.errors import FailedPreconditionError, InvalidArgumentError, NotFoundError, OpError
from reference.graph.collections import GraphKeys
from reference.graph.defaults import get_default_graph
from reference.interchange.files import path_of
from reference.interchange.messages import message
from reference.public import public
from reference.session.session import BaseSession
from reference.train.checkpoint_files import (
    checkpoint_exists,
    get_checkpoint_mtimes,
    meta_graph_path,
    remove_checkpoint,
)
from reference.train.checkpoint_state import write_state
from reference.train.meta_graph import export_meta_graph
from reference.train.saveable import saveables_of
from reference.train.saver_nodes import add_saver

V2 = 2  # SaverDef.V2
_log = logging.getLogger("tensorflow")


@public("train.Saver")
class Saver:
    """Operations that save and restore variables, and a record of the checkpoints they wrote (CKP-24).

    ``var_list`` is a list of variables, a dictionary of variables by their names in the checkpoint, or None for
    all that can be saved.  Raises ValueError where there is nothing to save or a name occurs twice, TypeError for
    what is no variable.

    >>> import tempfile, reference as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess, tempfile.TemporaryDirectory() as folder:
    ...     v = tf.Variable(42, name="v")
    ...     saver = tf.train.Saver()
    ...     sess.run(v.initializer)
    ...     path = saver.save(sess, folder + "/model", global_step=7)
    ...     sess.run(v.assign(0))
    ...     saver.restore(sess, path)
    ...     path.removeprefix(folder), int(sess.run(v))
    np.int32(0)
    ('/model-7', 42)
    """

    def __init__(
        self,
        var_list: Any = None,
        reshape: bool = False,
        sharded: bool = False,
        max_to_keep: int | None = 5,
        keep_checkpoint_every_n_hours: float | None = 10000.0,
        name: str | None = None,
        restore_sequentially: bool = False,
        saver_def: Any = None,
        builder: Any = None,
        defer_build: bool = False,
        allow_empty: bool = False,
        write_version: int = V2,
        pad_step_number: bool = False,
        save_relative_paths: bool = False,
        filename: str | None = None,
    ) -> None:
        if defer_build and var_list:
            raise ValueError(
                "If `var_list` is provided then build cannot be deferred. "
                "Either set defer_build=False or var_list=None."
            )
        if builder is not None:
            raise TypeError(f"builder must be None: savers build their own operations, not {builder!r}")
        if write_version != V2:
            raise ValueError(f"Only checkpoints of version V2 are written, not of version {write_version}")
        self._var_list, self._reshape, self._sharded, self._name = var_list, reshape, sharded, name
        self._max_to_keep, self._keep_checkpoint_every_n_hours = max_to_keep, keep_checkpoint_every_n_hours
        self._allow_empty, self._filename = allow_empty, filename
        self._pad_step_number, self._save_relative_paths = pad_step_number, save_relative_paths
        self.saver_def = saver_def
        self._is_built = self._is_empty = False
        self._last_checkpoints: list[tuple[str, float]] = []
        self._to_be_deleted: deque[tuple[str, float]] = deque()
        self._next_checkpoint_time = 0.0
        if not defer_build:
            self.build()

    def build(self) -> None:
        """Adds the operations to the default graph, if that was deferred."""
        if self._is_built:
            return
        self._is_built = True
        if self.saver_def is None:
            self._add_operations()
        elif self._name:
            self.saver_def = _renamed(self.saver_def, self._name)
        if not self._is_empty:
            _check(self.saver_def)
            self._next_checkpoint_time = time.time() + self.saver_def.keep_checkpoint_every_n_hours * 3600

    def _add_operations(self) -> None:
        variables = all_saveable() if self._var_list is None else self._var_list
        if not variables:
            if not self._allow_empty:
                raise ValueError("No variables to save")
            self._is_empty = True
            return
        self.saver_def = add_saver(
            saveables_of(variables), self._name, self._filename, reshape=self._reshape, sharded=self._sharded
        )
        self.saver_def.version = V2
        self.saver_def.max_to_keep = self._max_to_keep or 0
        if self._keep_checkpoint_every_n_hours is not None:
            self.saver_def.keep_checkpoint_every_n_hours = self._keep_checkpoint_every_n_hours

    # ---- saving

    def save(
        self,
        sess: Any,
        save_path: str,
        global_step: Any = None,
        latest_filename: str | None = None,
        meta_graph_suffix: str = "meta",
        write_meta_graph: bool = True,
        write_state: bool = True,
        strip_default_attrs: bool = False,
        save_debug_info: bool = False,
    ) -> str | None:
        """Writes a checkpoint and gives its name, which is ``save_path`` with ``-`` and the step behind it (CKP-29).

        With it go the graph, as ``NAME.meta``, and the file ``checkpoint`` with the names of those that are kept;
        older ones are deleted.  Raises ValueError for a folder that does not exist.
        """
        if not self._is_built:
            raise RuntimeError("`build()` should be called before save if defer_build==True")
        latest_filename = "checkpoint" if latest_filename is None else latest_filename
        if os.path.split(latest_filename)[0]:
            raise ValueError("'latest_filename' must not contain path components")
        prefix = self._prefix(sess, save_path, global_step, latest_filename)
        folder = os.path.dirname(save_path)
        if not isinstance(sess, BaseSession):
            raise TypeError(f"'sess' must be a Session; {sess}")
        path = None
        if not self._is_empty:
            path = self._write(sess, prefix, save_path, folder)
            if write_state:
                self._record(path, folder, latest_filename, meta_graph_suffix)
        if write_meta_graph:
            with sess.graph.as_default():
                self.export_meta_graph(
                    meta_graph_path(prefix, meta_graph_suffix), strip_default_attrs=strip_default_attrs
                )
        return path

    def _prefix(self, sess: Any, save_path: str, global_step: Any, latest_filename: str) -> str:
        if global_step is not None:
            if not isinstance(global_step, numbers.Integral):
                global_step = int(sess.run(global_step))
            return f"{save_path}-{global_step:0{8 if self._pad_step_number else 0}d}"
        if os.path.basename(save_path) == latest_filename and not self._sharded:
            raise ValueError(f"'latest_filename' collides with 'save_path': '{latest_filename}' and '{save_path}'")
        return save_path

    def _write(self, sess: Any, prefix: str, save_path: str, folder: str) -> str:
        try:
            path = sess.run(self.saver_def.save_tensor_name, {self.saver_def.filename_tensor_name: prefix})
        except (FailedPreconditionError, NotFoundError) as error:
            if os.path.isdir(folder or os.curdir):
                raise
            raise ValueError(f"Parent directory of {save_path} doesn't exist, can't save.") from error
        return path_of(path)

    # ---- the checkpoints that are kept

    def _record(self, path: str, folder: str, latest_filename: str, meta_graph_suffix: str) -> None:
        """Notes the newest checkpoint, and deletes the oldest if there are too many now (CKP-30)."""
        most = self.saver_def.max_to_keep
        if most:
            self._last_checkpoints = [kept for kept in self._last_checkpoints if kept[0] != path]
            self._last_checkpoints.append((path, time.time()))
            if len(self._last_checkpoints) > most:
                self._to_be_deleted.append(self._last_checkpoints.pop(0))
        write_state(folder, path, self.last_checkpoints, latest_filename, self._save_relative_paths)
        if self._to_be_deleted:
            self._delete_or_keep(*self._to_be_deleted.popleft(), meta_graph_suffix)

    def _delete_or_keep(self, path: str, written: float, meta_graph_suffix: str) -> None:
        """Deletes an old checkpoint unless the time has come to keep one for good."""
        if written > self._next_checkpoint_time:
            self._next_checkpoint_time += self.saver_def.keep_checkpoint_every_n_hours * 3600
            return
        try:
            remove_checkpoint(path, self.saver_def.version, meta_graph_suffix)
        except OpError as error:
            _log.warning("Ignoring: %s", error)

    @property
    def last_checkpoints(self) -> list[str]:
        """The checkpoints that are kept, oldest first."""
        return [path for path, _ in self._last_checkpoints]

    def set_last_checkpoints(self, last_checkpoints: list[str]) -> None:
        """Takes these checkpoints for the ones to keep, oldest first."""
        _check_is_list(last_checkpoints)
        self._last_checkpoints = [(path, float("inf")) for path in last_checkpoints]

    def set_last_checkpoints_with_time(self, last_checkpoints_with_time: list[tuple[str, float]]) -> None:
        """Takes these checkpoints, each with the time when it was written, for the ones to keep, oldest first."""
        _check_is_list(last_checkpoints_with_time)
        self._last_checkpoints = last_checkpoints_with_time

    def recover_last_checkpoints(self, checkpoint_paths: Sequence[str]) -> None:
        """Takes those of these checkpoints that exist for the ones to keep, oldest first."""
        existing = [path for path in checkpoint_paths if checkpoint_exists(path)]
        self.set_last_checkpoints_with_time(list(zip(existing, get_checkpoint_mtimes(existing), strict=True)))

    # ---- restoring

    def restore(self, sess: Any, save_path: str) -> None:
        """Gives the variables the values that a checkpoint has for them; they need no other initialisation (CKP-34).

        Raises ValueError for what is no checkpoint, NotFoundError for a variable that it does not have,
        InvalidArgumentError for one of another shape or dtype.
        """
        if self._is_empty:
            return
        if save_path is None:
            raise ValueError("Can't load save_path when it is None.")
        prefix = path_of(save_path)
        if not checkpoint_exists(prefix):
            raise ValueError(f"The passed save_path is not a valid checkpoint: {prefix}")
        _log.info("Restoring parameters from %s", prefix)
        try:
            sess.run(self.saver_def.restore_op_name, {self.saver_def.filename_tensor_name: save_path})
        except NotFoundError as error:
            _raise_explained(error, "a Variable name or other graph key that is missing from the checkpoint")
        except InvalidArgumentError as error:
            _raise_explained(error, "a mismatch between the current graph and the graph from the checkpoint")

    # ---- messages

    def as_saver_def(self) -> Any:
        """The `SaverDef` message of this saver (CKP-38)."""
        return self.saver_def

    def to_proto(self, export_scope: str | None = None) -> Any:
        """The `SaverDef` message, names taken from below ``export_scope``; None if they are not below it."""
        if export_scope is None:
            return self.saver_def
        if not (self.saver_def.filename_tensor_name.startswith(export_scope)
                and self.saver_def.save_tensor_name.startswith(export_scope)
                and self.saver_def.restore_op_name.startswith(export_scope)):  # fmt: skip
            return None
        return _with_names(self.saver_def, lambda name: name.removeprefix(f"{export_scope}/"))

    @staticmethod
    def from_proto(saver_def: Any, import_scope: str | None = None) -> Saver:
        """A saver of the operations that a `SaverDef` message names, below ``import_scope`` if given."""
        return Saver(saver_def=saver_def, name=import_scope)

    def export_meta_graph(
        self,
        filename: str | None = None,
        collection_list: Sequence[str] | None = None,
        as_text: bool = False,
        export_scope: str | None = None,
        clear_devices: bool = False,
        clear_extraneous_savers: bool = False,
        strip_default_attrs: bool = False,
        save_debug_info: bool = False,
    ) -> Any:
        """Writes the default graph, its collections and this saver as a `MetaGraphDef`, and gives the message."""
        return export_meta_graph(
            filename=filename,
            graph_def=get_default_graph().as_graph_def(add_shapes=True),
            saver_def=self.saver_def,
            collection_list=collection_list,
            as_text=as_text,
            export_scope=export_scope,
            clear_devices=clear_devices,
            clear_extraneous_savers=clear_extraneous_savers,
            strip_default_attrs=strip_default_attrs,
        )


def all_saveable(scope: str | None = None) -> list[Any]:
    """What a saver saves where nothing else is said: the global variables, and what was added for savers."""
    graph = get_default_graph()
    names = (GraphKeys.GLOBAL_VARIABLES, GraphKeys.SAVEABLE_OBJECTS)
    return [item for name in names for item in graph.get_collection(name, scope)]


def _check(saver_def: Any) -> None:
    for field in ("save_tensor_name", "restore_op_name"):
        if not getattr(saver_def, field):
            raise ValueError(f"saver_def must specify the {field}: {saver_def}")


def _with_names(saver_def: Any, change: Any) -> Any:
    """A copy with other names of operations and tensors."""
    changed = message("SaverDef")()
    changed.CopyFrom(saver_def)
    for field in ("filename_tensor_name", "save_tensor_name", "restore_op_name"):
        setattr(changed, field, change(getattr(changed, field)))
    return changed


def _renamed(saver_def: Any, scope: str) -> Any:
    return _with_names(saver_def, lambda name: f"{scope}/{name}")


def _raise_explained(error: OpError, cause: str) -> NoReturn:
    """Raises ``error`` with more to say about what may have caused it (CKP-34)."""
    explained = copy.copy(error)
    explained._message = (
        f"Restoring from checkpoint failed. This is most likely due to {cause}. Please ensure that you have not "
        f"altered the graph expected based on the checkpoint. Original error:\n\n{error.message}"
    )
    raise explained


def _check_is_list(checkpoints: object) -> None:
    """AssertionError without words for anything but a list."""
    if not isinstance(checkpoints, list):
        raise AssertionError
