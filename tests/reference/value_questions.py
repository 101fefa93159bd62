"""Questions about dtypes, shapes and errors, as expressions, and how an answer to one is written down.

Runs on Python 3.7 too. Where TensorFlow 1.15 is at hand, ``python value_questions.py`` asks it all of them
and writes ``recorded_values.json`` anew; the tests ask the reference the same and compare.
"""

import itertools
import json
import os
import pickle

import numpy as np

RECORD = os.path.join(os.path.dirname(os.path.abspath(__file__)), "recorded_values.json")


def words(text):
    return text.split()


DTYPES = words("""
    float32 float64 float16 bfloat16 int8 int32 uint8 uint16 int64 uint64 bool string complex64
    complex128 qint8 quint16 qint32 resource variant float32_ref int32_ref complex64_ref resource_ref
    string_ref half double float
""")
FACTS = words("""
    as_datatype_enum base_dtype real_dtype is_numpy_compatible is_bool is_integer is_floating is_complex
    is_quantized is_unsigned min max limits size _is_ref_dtype _as_ref name
""")
CONVERTIBLE = words("""
    1 23 24 0 100 101 -1 3.0 None True float int bool str bytes object complex list () [] {} b'float32'
    '' 'f4' 'int' 'INT32' 'string' np.float32 np.float64 np.int64 np.longlong np.ulonglong np.intc
    np.bool_ np.bytes_ np.str_ np.object_ np.void np.datetime64 np.dtype('S3') np.dtype('U2')
    np.dtype('V4') np.dtype('>f4') np.dtype('<i8') np.dtype([('qint8','i1')]) np.dtype([('a','i1')])
    np.zeros(1)
""")

SIZES = words("Dimension(3) Dimension(None) Dimension(0)")
OTHER_SIZES = words("Dimension(3) Dimension(None) 3 5 0 None -1 2.5 3.0 'a' '3' [] True")
BINARY = words("+ - * / // == != < <= > >=")
UNSIZED = words("2**40 b'3' () TensorShape([3]) np.int64(3) np.array(3) np.float32(2.5)")

SHAPES = words("[] [2,None] None [2,3] [None,None] [2,3,4] [None]")
OTHER_SHAPES = words("[2,3] (2,4) 3 Dimension(None) 'a' [2,-1] 2.5 [[2]] {2:1} range(2) True")
SHAPE_FACTS = words("""
    dims ndims rank as_list() num_elements() is_fully_defined() assert_is_fully_defined()
""")
PAIRED = words("""
    merge_with concatenate is_compatible_with assert_is_compatible_with assert_same_rank
    most_specific_compatible_shape
""")
RANKED = words("assert_has_rank with_rank with_rank_at_least with_rank_at_most")
RANKS = words("0 1 2 3 -1 None 'a' Dimension(2)")
SLICES = words("0 -1 2 -3 1: :1 -1: :-1 0:0 1:3 5:2 :4 -2:2 ::2 'a' Dimension(1)")

CODES = words("-1 0 1 2 9 16 17 'a' None 2.0")
ERRORS = words("""
    CancelledError UnknownError InvalidArgumentError DeadlineExceededError NotFoundError
    AlreadyExistsError PermissionDeniedError ResourceExhaustedError FailedPreconditionError AbortedError
    OutOfRangeError UnimplementedError InternalError UnavailableError DataLossError UnauthenticatedError
""")


def dtype_questions():
    for name in DTYPES:
        yield f"str(as_dtype({name!r})), repr(as_dtype({name!r}))"
        for fact in FACTS:
            yield f"as_dtype({name!r}).{fact}"
    for value in CONVERTIBLE:
        yield f"as_dtype({value})"
        for dtype in ("float32", "string", "float32_ref"):
            yield f"as_dtype({dtype!r}) == {value}, as_dtype({dtype!r}) != {value}"
            yield f"as_dtype({dtype!r}).is_compatible_with({value})"
    for number in ("1", "123", "0", "1000", "'a'"):
        yield f"DType({number})"


def dimension_questions():
    for size in OTHER_SIZES + UNSIZED:
        for form in (
            "Dimension({})",
            "str(Dimension({}))",
            "Dimension({}).value",
            "bool(Dimension({}))",
            "int(Dimension({}))",
        ):
            yield form.format(size)
        yield f"hash(Dimension({size}))"
    for a, b in itertools.product(SIZES, OTHER_SIZES):
        for sign in BINARY:
            yield f"{a} {sign} {b}"
            yield f"{b} {sign} {a}"
        for method in ("merge_with", "is_compatible_with", "assert_is_compatible_with"):
            yield f"{a}.{method}({b})"
        yield f"{a} % {b}"


def shape_questions():
    shapes = [f"TensorShape({shape})" for shape in SHAPES]
    for shape in [f"TensorShape({value})" for value in SHAPES + OTHER_SHAPES]:
        yield shape
        for form in ("str({})", "len({})", "bool({})", "list({})", "hash({})"):
            yield form.format(shape)
        for fact in SHAPE_FACTS:
            yield f"{shape}.{fact}"
    for a, b in itertools.product(shapes, shapes + OTHER_SHAPES):
        for method in PAIRED:
            yield f"{a}.{method}({b})"
        for sign in ("==", "!=", "+"):
            yield f"{a} {sign} {b}"
    for shape in shapes:
        for key in SLICES:
            yield f"{shape}[{key}]"
        for method, rank in itertools.product(RANKED, RANKS):
            yield f"{shape}.{method}({rank})"
        yield f"[shape == shape for shape in [{shape}]]"
        yield f"[shape == TensorShape(shape) for shape in [{shape}]]"
        yield f"[shape == shape[:] for shape in [{shape}]]"
        yield f"[shape == shape.merge_with(shape) for shape in [{shape}]]"
        yield f"{shape}.as_proto().SerializeToString()"
        yield f"TensorShape({shape}.as_proto())"
        yield f"pickle.loads(pickle.dumps({shape}))"


def error_questions():
    for name in ERRORS:
        yield f"errors.{name}(None, None, 'words')"
        yield f"str(errors.{name}(None, None, 'words')), errors.{name}(1, None, 'words').node_def"
        yield f"errors.{name}(None, None, 'words').error_code, errors.{name}(None, None, 'words').args"
        yield f"errors.error_code_from_exception_type(errors.{name})"
        yield f"pickle.loads(pickle.dumps(errors.{name}(None, None, 'words'))).message"
        yield f"errors.{name}.__bases__[0].__name__"
    for code in CODES:
        yield f"errors.exception_type_from_error_code({code}).__name__"
        yield f"errors.UnknownError(None, None, 'words', {code}).error_code"
        yield f"errors.OpError(None, None, 'words', {code}).error_code"
    yield "errors.error_code_from_exception_type(KeyError).message"
    yield "errors.error_code_from_exception_type(errors.OpError).error_code"
    yield "setattr(errors.OpError(None, None, '', 1), 'message', 'x')"
    for name in ERRORS:
        constant = "".join("_" + letter if letter.isupper() else letter for letter in name[:-5])[1:].upper()
        yield f"errors.{constant}"


QUESTIONS = {
    "dtypes": dtype_questions,
    "dimensions": dimension_questions,
    "shapes": shape_questions,
    "errors": error_questions,
}


# Words of Python and NumPy themselves, which change from version to version.
NOT_TENSORFLOWS = ("int() argument", "%d format", "integer ", "can't set", "property ", "only ")


def answer(question, names):
    """The value of ``question`` or its error, as text; of an error in Python's own words the class alone."""
    try:
        value = eval(question, {"np": np, "pickle": pickle, **names})
    except Exception as error:
        words = "" if str(error).startswith(NOT_TENSORFLOWS) else str(error).replace("ml_dtypes.", "")
        return f"{type(error).__name__}: {words}"
    if isinstance(value, np.floating) or type(value).__name__ == "bfloat16":
        return repr(float(value))
    if isinstance(value, np.bool_):
        return repr(bool(value))
    return repr(value)


def main():
    os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
    import tensorflow as tf

    assert tf.__version__.startswith("1.15")
    names = {name: getattr(tf, name) for name in ("as_dtype", "DType", "Dimension", "TensorShape", "errors")}
    record = {}
    for topic, questions in QUESTIONS.items():
        record[topic] = {question: answer(question, names) for question in questions()}
    with open(RECORD, "w") as file:
        json.dump(record, file, indent=0, sort_keys=True)
        file.write("\n")


if __name__ == "__main__":
    main()
