"""The bucket of a string: its hash, cut to a number of buckets (TAB-16)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from reference.errors import InvalidArgumentError
from reference.opdef.functions import build
from reference.opdef.record import op
from reference.opdef.renamed_argument import given_once
from reference.ops.strings.string_hashes import fingerprint, murmur, siphash
from reference.public import public

StringToHashBucketFast = op(
    "StringToHashBucketFast", "input: string", "output: int64", "num_buckets: int >= 1",
    public="string_to_hash_bucket_fast strings.to_hash_bucket_fast",
)  # fmt: skip
StringToHashBucketStrong = op(
    "StringToHashBucketStrong", "input: string", "output: int64", "num_buckets: int >= 1, key: list(int)",
    public="string_to_hash_bucket_strong strings.to_hash_bucket_strong",
)  # fmt: skip
StringToHashBucket = op("StringToHashBucket", "string_tensor: string", "output: int64", "num_buckets: int >= 1")


@StringToHashBucketFast.shape
@StringToHashBucketStrong.shape
@StringToHashBucket.shape
def _(strings: Any) -> Any:
    return strings


def _buckets(strings: Any, count: int, hashed: Callable[[bytes], int]) -> Any:
    """The bucket of each string."""
    found = [hashed(text) % count for text in strings.ravel()]
    return np.array(found, np.int64).reshape(strings.shape)


@StringToHashBucketFast.kernel
def _(input: Any, *, num_buckets: int) -> Any:
    return _buckets(input, num_buckets, fingerprint)


@StringToHashBucket.kernel
def _(string_tensor: Any, *, num_buckets: int) -> Any:
    return _buckets(string_tensor, num_buckets, murmur)


@StringToHashBucketStrong.kernel
def _(input: Any, *, num_buckets: int, key: Sequence[int]) -> Any:
    if len(key) != 2:
        raise InvalidArgumentError(None, None, "Key must have 2 elements")
    return _buckets(input, num_buckets, lambda text: siphash(text, key))


StringToHashBucketFast.example(["a", "b"], num_buckets=3, gives=np.array([0, 1]))
StringToHashBucketStrong.example(["a", "b"], num_buckets=5, key=[1, 2], gives=np.array([1, 4]))
StringToHashBucket.example(["a", "b"], num_buckets=3, gives=np.array([1, 1]))
StringToHashBucketStrong.rejects(
    ["a"], num_buckets=5, key=[1], error=InvalidArgumentError, message="Key must have 2 elements"
)


@StringToHashBucketFast.arguments
def _(draw: Any) -> dict[str, Any]:
    return {"input": draw.tensor("string"), "num_buckets": draw.integer(1, 9)}


@StringToHashBucket.arguments
def _(draw: Any) -> dict[str, Any]:
    return {"string_tensor": draw.tensor("string"), "num_buckets": draw.integer(1, 9)}


@StringToHashBucketStrong.arguments
def _(draw: Any) -> dict[str, Any]:
    key = [draw.integer(-9, 9), draw.integer(0, 9)]
    return {"input": draw.tensor("string"), "num_buckets": draw.integer(1, 9), "key": key}


@public("string_to_hash_bucket", "strings.to_hash_bucket")
def string_to_hash_bucket(
    string_tensor: Any = None, num_buckets: Any = None, name: Any = None, input: Any = None
) -> Any:
    """The bucket of each string by MurmurHash64A, an int64 tensor of the same shape (TAB-16)."""
    strings = given_once("input", input, "string_tensor", string_tensor)
    return build("StringToHashBucket", name, string_tensor=strings, num_buckets=num_buckets)
