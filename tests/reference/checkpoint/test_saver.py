"""Savers, clause by clause; `test_recorded` asks for every detail."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import reference as tf
from reference.train import saver as saver_module


@pytest.fixture(autouse=True)
def graph() -> Iterator[tf.Graph]:
    with tf.Graph().as_default() as graph:
        yield graph


def two() -> tuple[Any, Any]:
    return tf.Variable([1.0, 2.0], name="v"), tf.Variable(3, name="w")


def started() -> Any:
    session = tf.Session()
    session.run(tf.global_variables_initializer())
    return session


def names_of(graph: Any) -> list[str]:
    return [op.name for op in graph.get_operations()]


def saved_names(graph: Any) -> list[str]:
    constant = graph.get_operation_by_name("save/SaveV2/tensor_names")
    return [name.decode() for name in constant.get_attr("value").string_val]


def test_ckp_24_global_variables_and_saveable_objects_are_saved(graph: Any) -> None:
    two()
    tf.Variable(0, name="local", collections=["local_variables"])
    tf.add_to_collection("saveable_objects", tf.Variable(0, name="extra", collections=[]))

    tf.train.Saver()

    assert saved_names(graph) == ["extra", "v", "w"]


def test_ckp_24_a_deferred_saver_adds_its_operations_once(graph: Any) -> None:
    two()
    saver = tf.train.Saver(defer_build=True)
    before = len(names_of(graph))
    saver.build()
    after = len(names_of(graph))
    saver.build()

    assert (len(names_of(graph)), after - before) == (after, 13)


def test_ckp_24_an_empty_saver_writes_the_graph_alone(tmp_path: Path) -> None:
    saver = tf.train.Saver(allow_empty=True)

    with tf.Session() as session:
        assert saver.save(session, str(tmp_path / "m")) is None
        saver.restore(session, "nothing")

    assert os.listdir(tmp_path) == ["m.meta"]


def test_ckp_25_a_dictionary_gives_the_names(graph: Any) -> None:
    v, w = two()

    tf.train.Saver({"z": v, "a": w})

    assert saved_names(graph) == ["a", "z"]
    assert [tensor.name for tensor in graph.get_operation_by_name("save/SaveV2").inputs][3:] == ["w:0", "v:0"]


def test_ckp_25_parts_are_slices_of_one_tensor(graph: Any) -> None:
    with tf.variable_scope("p", partitioner=tf.fixed_size_partitioner(2)):
        whole = tf.get_variable("w", [3, 2])

    tf.train.Saver({"new": whole})

    texts = graph.get_operation_by_name("save/SaveV2/shape_and_slices").get_attr("value").string_val
    assert saved_names(graph) == ["new", "new"]
    assert list(texts) == [b"3 2 0,2:0,2", b"3 2 2,1:0,2"]


def test_ckp_26_the_operations_of_a_saver_have_their_names(graph: Any) -> None:
    two()
    before = set(names_of(graph))
    tf.train.Saver(name="mine")

    assert [name for name in names_of(graph) if name not in before] == [
        "mine/filename/input", "mine/filename", "mine/Const", "mine/SaveV2/tensor_names",
        "mine/SaveV2/shape_and_slices", "mine/SaveV2", "mine/control_dependency", "mine/RestoreV2/tensor_names",
        "mine/RestoreV2/shape_and_slices", "mine/RestoreV2", "mine/Assign", "mine/Assign_1", "mine/restore_all",
    ]  # fmt: skip


def test_ckp_27_a_variable_is_restored_into_its_own_shape(tmp_path: Path) -> None:
    v = tf.Variable([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]], name="v")
    path = tf.train.Saver([v]).save(started(), str(tmp_path / "m"))
    flat = tf.Variable(tf.zeros([6]), name="flat")

    with tf.Session() as session:
        tf.train.Saver({"v": flat}, reshape=True).restore(session, path)
        assert session.run(flat).tolist() == [1, 2, 3, 4, 5, 6]


def test_ckp_28_every_device_writes_a_file_of_its_own(tmp_path: Path, graph: Any) -> None:
    v = tf.Variable([1.0, 2.0], name="v")
    with tf.device("/cpu:0"):
        w = tf.Variable(3, name="w", use_resource=True)
    saver = tf.train.Saver(sharded=True)

    path = saver.save(started(), str(tmp_path / "m"), write_meta_graph=False, write_state=False)

    assert sorted(os.listdir(tmp_path)) == ["m.data-00000-of-00002", "m.data-00001-of-00002", "m.index"]
    assert [op.device for op in graph.get_operations() if op.type == "SaveV2"] == ["/device:CPU:0"] * 2
    with tf.Session() as session:
        saver.restore(session, path)
        assert [value.tolist() for value in session.run([v, w])] == [[1, 2], 3]


def test_ckp_29_the_step_may_be_fetched(tmp_path: Path) -> None:
    two()
    step = tf.Variable(41, name="step")
    session = started()

    path = tf.train.Saver(pad_step_number=True).save(session, str(tmp_path / "m"), global_step=step.assign_add(1))

    assert path == str(tmp_path / "m-00000042")
    assert tf.train.load_variable(path, "step") == 42


def test_ckp_30_one_checkpoint_stays_when_its_time_has_come(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    now = [0.0]
    monkeypatch.setattr(saver_module, "time", type("Clock", (), {"time": staticmethod(lambda: now[0])}))
    two()
    saver, session = tf.train.Saver(max_to_keep=1, keep_checkpoint_every_n_hours=1), started()

    for hour in (0.5, 0.9, 1.1, 1.5, 2.1, 2.2):
        now[0] = hour * 3600
        saver.save(session, str(tmp_path / "m"), int(hour * 10), write_meta_graph=False)

    kept = sorted(path.name for path in tmp_path.glob("*.index"))
    assert kept == ["m-11.index", "m-21.index", "m-22.index"]
    assert [os.path.basename(path) for path in saver.last_checkpoints] == ["m-22"]


def test_ckp_31_the_state_of_a_folder_is_read_as_it_was_written(tmp_path: Path) -> None:
    tf.train.update_checkpoint_state(str(tmp_path), "b", ["a", "b"], all_model_checkpoint_timestamps=[1.5, 2.5])

    state = tf.train.get_checkpoint_state(str(tmp_path))
    assert state.model_checkpoint_path == f"{tmp_path}/b"
    assert list(state.all_model_checkpoint_paths) == [f"{tmp_path}/a", f"{tmp_path}/b"]
    assert list(state.all_model_checkpoint_timestamps) == [1.5, 2.5]
    assert (tmp_path / "checkpoint").read_text().splitlines()[0] == 'model_checkpoint_path: "b"'
    assert tf.train.latest_checkpoint(str(tmp_path)) is None


def test_ckp_32_a_checkpoint_is_removed_with_all_its_files(tmp_path: Path) -> None:
    two()
    saver, session = tf.train.Saver(sharded=True), started()
    for name in ("m", "m2"):
        saver.save(session, str(tmp_path / name), write_state=False)

    tf.train.remove_checkpoint(str(tmp_path / "m"))

    assert {path.name.split(".")[0] for path in tmp_path.iterdir()} == {"m2"}
    assert not tf.train.checkpoint_exists(str(tmp_path / "m"))
    assert len(tf.train.get_checkpoint_mtimes([str(tmp_path / name) for name in ("m", "m2")])) == 1


def test_ckp_33_a_reader_gives_arrays_that_may_be_written_to(tmp_path: Path) -> None:
    two()
    path = tf.train.Saver().save(started(), str(tmp_path / "m"))

    value = tf.train.load_checkpoint(path).get_tensor("v")
    value += 1

    assert tf.train.load_variable(str(tmp_path), "v:0").tolist() == [1, 2]


def test_ckp_34_an_error_says_what_may_have_caused_it(tmp_path: Path) -> None:
    path = tf.train.Saver([two()[0]]).save(started(), str(tmp_path / "m"))
    other = tf.Variable(0, name="other")

    with tf.Session() as session, pytest.raises(tf.errors.NotFoundError) as caught:
        tf.train.Saver([other], name="again").restore(session, path)

    lines = caught.value.message.splitlines()
    assert lines[0].startswith("Restoring from checkpoint failed. This is most likely due to a Variable name or other")
    assert lines[1:3] == ["", "Key other not found in checkpoint"]
    assert (caught.value.op.name, caught.value.error_code) == ("again/RestoreV2", tf.errors.NOT_FOUND)


def test_ckp_36_what_cannot_be_written_is_left_out(graph: Any) -> None:
    for name, items in {"good": [1, 2], "mixed": [1, "a"], "objects": [object()], "empty": []}.items():
        for item in items:
            tf.add_to_collection(name, item)
    tf.get_collection_ref("empty")
    graph.add_to_collection(("no", "string"), 1)

    assert list(tf.train.export_meta_graph().collection_def) == ["good"]


def test_ckp_38_a_saver_of_a_message_uses_what_is_there(tmp_path: Path, graph: Any) -> None:
    v, _ = two()
    message = tf.train.Saver(name="a").to_proto()
    before = len(names_of(graph))

    again = tf.train.Saver.from_proto(message)

    session = started()
    path = again.save(session, str(tmp_path / "m"))
    session.run(v.assign([0.0, 0.0]))
    again.restore(session, path)
    assert session.run(v).tolist() == [1, 2]
    assert len(names_of(graph)) == before + 3  # the initialiser, and what assigns zeros
