"""Sorted tables, and the numbers and checksums in them."""

from __future__ import annotations

import struct

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reference.errors import DataLossError, OutOfRangeError
from reference.interchange.checkpoint.checksum import crc32c, mask, unmask
from reference.interchange.checkpoint.table import Table, encode_table
from reference.interchange.checkpoint.varint import decode_varint, encode_varint

MAGIC = bytes.fromhex("57fb808b247547db")
ONE_BLOCK = encode_table([(b"", b"header"), (b"ab", b"1"), (b"abc", b"2")])


@given(st.integers(0, 2**63))
@settings(derandomize=True, deadline=None)
def test_ckp_5_varints_are_read_as_they_were_written(number: int) -> None:
    encoded = encode_varint(number)

    assert decode_varint(b"x" + encoded + b"\xff", 1) == (number, 1 + len(encoded))
    assert len(encoded) == max(1, -(-number.bit_length() // 7))


def test_ckp_5_a_varint_that_does_not_end_is_lost_data() -> None:
    with pytest.raises(DataLossError):
        decode_varint(b"\x80\x80", 0)


def test_ckp_6_a_masked_checksum_is_rotated_and_shifted() -> None:
    checksum = crc32c(b"123456789")

    assert checksum == 0xE3069283
    assert mask(checksum) == ((checksum >> 15 | checksum << 17) + 0xA282EAD8) % 2**32
    assert unmask(mask(checksum)) == checksum


def test_ckp_7_the_footer_says_where_the_blocks_are() -> None:
    footer = ONE_BLOCK[-48:]
    meta_offset, position = decode_varint(footer, 0)
    meta_size, position = decode_varint(footer, position)
    index_offset, position = decode_varint(footer, position)
    index_size, position = decode_varint(footer, position)

    assert footer[position:] == bytes(40 - position) + MAGIC
    assert meta_offset + meta_size + 5 == index_offset
    assert index_offset + index_size + 5 == len(ONE_BLOCK) - 48
    assert ONE_BLOCK[meta_offset : meta_offset + meta_size] == struct.pack("<II", 0, 1)


def test_ckp_8_keys_are_written_without_what_they_share_with_the_one_before() -> None:
    block = b"\0\0\6header" + b"\0\2\1ab1" + b"\2\1\1c2" + struct.pack("<II", 0, 1)

    assert ONE_BLOCK.startswith(block)


def test_ckp_8_every_sixteenth_entry_shares_nothing() -> None:
    table = encode_table([(b"key%02d" % number, b"") for number in range(33)])

    assert table.count(b"\0\5\0key") == 3
    assert table.count(b"\4\1\0") + table.count(b"\3\2\0") == 30


def test_ckp_9_a_trailer_has_the_checksum_of_its_block() -> None:
    size = ONE_BLOCK.index(b"c2") + 2 + 8
    block, compression = ONE_BLOCK[:size], ONE_BLOCK[size : size + 1]

    assert compression == b"\0"
    assert struct.unpack_from("<I", ONE_BLOCK, size + 1)[0] == mask(crc32c(block + compression))


@pytest.mark.parametrize(
    ("last", "following", "separator", "successor"),
    [
        (b"abc", b"abz", b"abd", b"b"),
        (b"abc", b"abd", b"abc", b"b"),
        (b"ab", b"abc", b"ab", b"b"),
        (b"\xff\xfea", b"\xff\xff", b"\xff\xfea", b"\xff\xff"),
        (b"a\xffb", b"c", b"b", b"b"),
    ],
)
def test_ckp_10_the_index_has_short_keys_between_blocks(
    last: bytes, following: bytes, separator: bytes, successor: bytes
) -> None:
    large = bytes(262144)

    two_blocks = Table(encode_table([(last, large), (following, b"")]))
    one_block = Table(encode_table([(last, b"")]))

    assert two_blocks._last_keys[0] == separator
    assert one_block._last_keys == [successor]


@given(st.dictionaries(st.binary(max_size=6), st.binary(max_size=30), max_size=60), st.integers(0, 3))
@settings(derandomize=True, deadline=None, max_examples=60)
def test_ckp_7_a_table_gives_what_it_was_given(entries: dict[bytes, bytes], large: int) -> None:
    for key in list(entries)[:large]:
        entries[key] += bytes(262144)
    table = Table(encode_table(sorted(entries.items())))

    assert list(table) == sorted(entries.items())
    assert all(table.get(key) == value for key, value in entries.items())
    assert table.get(b"not there") is None


DAMAGED = [
    (ONE_BLOCK[:47], DataLossError, "file is too short to be an sstable"),
    (ONE_BLOCK[:-1], DataLossError, "not an sstable (bad magic number)"),
    (b"x" + ONE_BLOCK[1:], DataLossError, "block checksum mismatch"),
    (ONE_BLOCK[-48:], OutOfRangeError, "Read less bytes than requested"),
    (ONE_BLOCK[:-48] + b"\xff" * 40 + MAGIC, DataLossError, "bad block handle"),
]


@pytest.mark.parametrize(("data", "error", "message"), DAMAGED)
def test_ckp_11_damage_is_noticed(data: bytes, error: type[Exception], message: str) -> None:
    with pytest.raises(error) as caught:
        list(Table(data))

    assert str(caught.value) == message


@given(st.data())
@settings(derandomize=True, deadline=None)
def test_ckp_11_no_single_changed_byte_of_a_block_goes_unnoticed(data: st.DataObject) -> None:
    end_of_block = ONE_BLOCK.index(b"c2") + 2 + 8 + 5
    position = data.draw(st.integers(0, end_of_block - 1))
    changed = bytearray(ONE_BLOCK)
    changed[position] ^= data.draw(st.integers(1, 255))

    with pytest.raises(DataLossError):
        list(Table(bytes(changed)))
