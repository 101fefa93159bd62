"""Clauses ERR of spec/errors.md."""

import pickle
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reference import errors

TABLE = {
    "CANCELLED": (1, errors.CancelledError),
    "UNKNOWN": (2, errors.UnknownError),
    "INVALID_ARGUMENT": (3, errors.InvalidArgumentError),
    "DEADLINE_EXCEEDED": (4, errors.DeadlineExceededError),
    "NOT_FOUND": (5, errors.NotFoundError),
    "ALREADY_EXISTS": (6, errors.AlreadyExistsError),
    "PERMISSION_DENIED": (7, errors.PermissionDeniedError),
    "RESOURCE_EXHAUSTED": (8, errors.ResourceExhaustedError),
    "FAILED_PRECONDITION": (9, errors.FailedPreconditionError),
    "ABORTED": (10, errors.AbortedError),
    "OUT_OF_RANGE": (11, errors.OutOfRangeError),
    "UNIMPLEMENTED": (12, errors.UnimplementedError),
    "INTERNAL": (13, errors.InternalError),
    "UNAVAILABLE": (14, errors.UnavailableError),
    "DATA_LOSS": (15, errors.DataLossError),
    "UNAUTHENTICATED": (16, errors.UnauthenticatedError),
}
code = st.integers(1, 16)


class Operation:
    """An operation as far as errors know one."""

    name = "gradients/Mul_grad"
    node_def = "the NodeDef"
    traceback = (("model.py", 12, "<module>", "train(step)"), ("model.py", 7, "train", None))
    _original_op: Any = None


class NoisyError(errors.AbortedError):
    """A user's own kind of error, made in a way of its own."""

    def __init__(self, loudness: int) -> None:
        super().__init__(None, None, "noise")
        self.loudness = loudness


def test_err_1_sixteen_classes_directly_below_op_error() -> None:
    assert set(errors.OpError.__subclasses__()) >= {kind for _, kind in TABLE.values()}
    assert all(kind.__bases__ == (errors.OpError,) for _, kind in TABLE.values())
    assert errors.OpError.__bases__ == (Exception,)
    assert len(TABLE) == 16


@pytest.mark.parametrize("constant", TABLE)
def test_err_2_the_code_of_each_class(constant: str) -> None:
    number, kind = TABLE[constant]

    assert getattr(errors, constant) == number
    assert kind(None, None, "words").error_code == number
    assert errors.OK == 0


@given(code, st.text())
def test_err_3_constructors_take_names_and_positions(number: int, words: str) -> None:
    kind: Any = errors.exception_type_from_error_code(number)

    for made in (kind("node_def", "op", words), kind(message=words, op="op", node_def="node_def")):
        assert (made.node_def, made.op, made.message, made.error_code) == ("node_def", "op", words, number)
        assert made.args == ()
        assert repr(made) == f"{kind.__name__}()"


def test_err_3_only_unknown_error_takes_a_code() -> None:
    assert errors.UnknownError(None, None, "words", 77).error_code == 77
    assert errors.OpError(None, None, "words", 5).error_code == 5
    with pytest.raises(TypeError):
        errors.NotFoundError(None, None, "words", 5)  # type: ignore[call-arg]


@pytest.mark.parametrize("name", ["message", "error_code", "op", "node_def"])
def test_err_4_properties_cannot_be_set(name: str) -> None:
    with pytest.raises(AttributeError):
        setattr(errors.AbortedError(None, None, "words"), name, None)


def test_err_4_what_the_constructor_was_given_is_kept() -> None:
    operation = Operation()

    assert errors.AbortedError(None, operation, "words").node_def is None
    assert errors.AbortedError("other", operation, "words").node_def == "other"


def test_err_4_naming_the_operation_gives_its_node_def() -> None:
    operation = Operation()
    error = errors.AbortedError(None, None, "words")

    named = error.with_op(operation, "better words")

    assert named is error
    assert (error.op, error.node_def, error.message) == (operation, "the NodeDef", "better words")
    assert error.with_op(operation).message == "better words"


def test_err_5_without_operation_the_text_is_the_message() -> None:
    assert str(errors.AbortedError("node_def", None, "words\nmore")) == "words\nmore"


def test_err_5_with_operation_the_text_says_where_it_was_made() -> None:
    assert str(errors.AbortedError(None, Operation(), "words")).split("\n") == [
        "words",
        "",
        "Original stack trace for 'gradients/Mul_grad':",
        '  File "model.py", line 12, in <module>',
        "    train(step)",
        '  File "model.py", line 7, in train',
        "",
    ]


def test_err_5_the_operation_that_it_was_made_for_follows() -> None:
    operation, original = Operation(), Operation()
    original.name, original.traceback = "Mul", (("model.py", 3, "loss", "a * b"),)
    operation._original_op = original

    assert str(errors.AbortedError(None, operation, "words")).split("\n")[-5:] == [
        "",
        "...which was originally created as op 'Mul', defined at:",
        '  File "model.py", line 3, in loss',
        "    a * b",
        "",
    ]


@given(code)
def test_err_6_class_and_code_undo_each_other(number: int) -> None:
    kind = errors.exception_type_from_error_code(number)

    assert errors.error_code_from_exception_type(kind) == number


@pytest.mark.parametrize("number", [0, 17, -1])
def test_err_6_no_class_for_other_codes(number: int) -> None:
    with pytest.raises(KeyError) as caught:
        errors.exception_type_from_error_code(number)
    assert caught.value.args == (number,)


@pytest.mark.parametrize("kind", [KeyError, errors.OpError, NoisyError])
def test_err_6_no_code_for_other_classes(kind: type[Exception]) -> None:
    returned = errors.error_code_from_exception_type(kind)

    assert type(returned) is errors.UnknownError
    assert (returned.message, returned.error_code) == ("Unknown class exception", None)


def test_err_7_a_status_that_stays_ok_raises_nothing() -> None:
    with errors.raise_exception_on_not_ok_status() as status:
        assert status.code == errors.OK


@given(st.integers(1, 99), st.text())
def test_err_7_a_status_that_is_set_is_raised(number: int, words: str) -> None:
    with pytest.raises(errors.OpError) as caught, errors.raise_exception_on_not_ok_status() as status:
        status.set(number, words)

    expected = errors.exception_type_from_error_code(number) if number <= 16 else errors.UnknownError
    assert type(caught.value) is expected
    assert (caught.value.error_code, caught.value.message) == (number, words)
    assert caught.value.op is caught.value.node_def is None


def test_err_7_the_status_wins_over_an_error_of_the_block() -> None:
    with (
        pytest.raises(errors.NotFoundError) as caught,
        errors.raise_exception_on_not_ok_status() as status,
    ):
        status.set(errors.NOT_FOUND, "no such file")
        raise KeyError("inner")

    assert isinstance(caught.value.__context__, KeyError)


def test_err_7_an_error_of_the_block_goes_on_where_the_status_is_ok() -> None:
    with pytest.raises(KeyError, match="inner"), errors.raise_exception_on_not_ok_status():
        raise KeyError("inner")


@given(code, st.text())
def test_err_8_pickling(number: int, words: str) -> None:
    kind: Any = errors.exception_type_from_error_code(number)

    back = pickle.loads(pickle.dumps(kind("node_def", None, words)))

    assert type(back) is kind
    assert (back.node_def, back.op, back.message, back.error_code) == ("node_def", None, words, number)


def test_err_8_pickling_keeps_a_code_of_its_own() -> None:
    for error in (errors.UnknownError(None, None, "words", 77), errors.OpError(None, None, "words", 5)):
        assert pickle.loads(pickle.dumps(error)).error_code == error.error_code


def test_err_8_pickling_a_class_with_a_constructor_of_its_own() -> None:
    back = pickle.loads(pickle.dumps(NoisyError(11)))

    assert (back.loudness, back.message, back.error_code) == (11, "noise", errors.ABORTED)
