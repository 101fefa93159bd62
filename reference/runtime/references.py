"""Which inputs of an operation are references while a step runs, and what becomes of them (VAR-3)."""

from __future__ import annotations

from collections.abc import Collection, Sequence, Set
from typing import TYPE_CHECKING

from reference.errors import InvalidArgumentError
from reference.opdef.dtype_words import dtype_words

if TYPE_CHECKING:
    from reference.graph.operation import Operation
    from reference.graph.tensor import Tensor

Named = Sequence[tuple[int, str]]  # positions of inputs, with the names of the operations that give them

_PASS_WHAT_THEY_ARE_GIVEN = {"Identity", "StopGradient", "PreventGradient"}


def find_references(operations: Collection[Operation], fed: Collection[Tensor]) -> set[Tensor]:
    """The tensors that are references while the step runs: variables, and what passes one on unread (VAR-3)."""
    found: set[Tensor] = set()
    for operation in operations:  # inputs come first, but for the back edges of loops
        if operation.type in _PASS_WHAT_THEY_ARE_GIVEN and operation._inputs[0] in found:
            found.update(operation._outputs)
        found.update(tensor for tensor in operation._outputs if tensor._dtype.is_ref_dtype)
        found.difference_update(fed)
    return found


def reads_and_updates(operation: Operation, references: Set[Tensor]) -> tuple[Named, Named]:
    """The inputs that are read when the operation fires, and those that must only be initialised (VAR-19, FLOW-14)."""
    if references.isdisjoint(operation._inputs):
        return (), ()
    reads: list[tuple[int, str]] = []
    updates: list[tuple[int, str]] = []
    record = operation._record
    for index, tensor in enumerate(operation._inputs):
        if tensor not in references:
            continue
        if not takes_reference(operation, index) and operation.type not in _PASS_WHAT_THEY_ARE_GIVEN:
            reads.append((index, tensor.op.name))
        elif not record.allows_uninitialized:
            updates.append((index, tensor.op.name))
    return reads, updates


def check_fed_references(operations: Collection[Operation], feeds: Sequence[Tensor]) -> None:
    """InvalidArgumentError if an operation that needs a reference is fed a value in its place (FEE-16)."""
    numbers = {tensor: number for number, tensor in enumerate(sorted(feeds, key=lambda tensor: tensor.name.encode()))}
    for operation in operations if numbers else ():
        for index, tensor in enumerate(operation._inputs):
            if tensor in numbers and takes_reference(operation, index):
                name = dtype_words(tensor._dtype.base_dtype)
                fed = f"_arg_{tensor.op.name}_{tensor.value_index}_{numbers[tensor]}:0"
                raise InvalidArgumentError(
                    None,
                    None,
                    f"Input {index} of node {operation.name} was passed {name} from {fed} "
                    f"incompatible with expected {name}_ref.",
                )


def takes_reference(operation: Operation, index: int) -> bool:
    """Whether an input is a reference to the op: among its first inputs, or all of them in a list of references."""
    signature = operation._record.signature
    return index in signature.references or (bool(signature.references) and signature.inputs[0].is_list)
