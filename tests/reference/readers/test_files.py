"""Chapter REA: the operations and functions that read, write and find files."""

import fnmatch
import os
import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import reference as tf
from reference.files.pattern import part_matcher
from reference.session.outcomes import all_outcomes
from tests.reference.readers.rig import written

FILES_AGAIN = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)


def run(build):
    with tf.Graph().as_default(), tf.Session() as session:
        return session.run(build())


def test_rea_17_names_are_paths_that_are_tidied(tmp_path):
    written(tmp_path, a=b"1")
    for name in ("a", "nowhere/../a", "a/", "./a\0b"):
        assert tf.gfile.GFile(f"{tmp_path}/{name}").read() == "1"
        assert tf.gfile.GFile(f"file://{tmp_path}/{name}").read() == "1"


@pytest.mark.parametrize("ask", [tf.gfile.Exists, tf.gfile.Glob, tf.gfile.Remove, tf.gfile.Stat, tf.gfile.MakeDirs])
def test_rea_17_other_schemes_are_not_known(ask):
    words = r"File system scheme 's3' not implemented \(file: 's3://a/b'\)"
    with pytest.raises(tf.errors.UnimplementedError, match=words):
        ask("s3://a/b")


@FILES_AGAIN
@given(st.binary(max_size=50))
def test_rea_18_what_was_written_is_read(tmp_path, contents):
    name = str(tmp_path / "new" / "deep" / "file")
    run(lambda: tf.write_file(name, contents))
    assert run(lambda: tf.read_file(name)) == contents


def test_rea_18_the_error_names_the_file_and_the_operation(tmp_path):
    with pytest.raises(tf.errors.NotFoundError, match="nowhere; No such file or directory") as caught:
        run(lambda: tf.read_file(str(tmp_path / "nowhere"), name="reading"))
    assert caught.value.op.name == "reading"


def test_rea_18_a_file_is_read_before_or_after_it_is_written(tmp_path):
    (name,) = written(tmp_path, a=b"")
    with tf.Graph().as_default() as graph:
        empty, read, write = tf.write_file(name, "old"), tf.read_file(name), tf.write_file(name, "new")
    outcomes = all_outcomes(graph, [read, write], before=[empty])
    assert {outcome.value[0] for outcome in outcomes} == {b"old", b"new"}


@pytest.fixture
def forbidden(tmp_path):
    """A file that this process must not read: the superuser becomes somebody else for a while."""
    (name,) = written(tmp_path, a=b"1")
    os.chmod(name, 0)
    is_superuser = os.geteuid() == 0
    try:
        if is_superuser:
            os.seteuid(65534)
        yield name
    except PermissionError:
        pytest.skip("the superuser must stay who it is")
    finally:
        if is_superuser:
            os.seteuid(0)


@pytest.mark.parametrize("make", [tf.TextLineReader, tf.WholeFileReader, tf.TFRecordReader])
def test_rea_15_a_file_that_must_not_be_read_is_permission_denied(forbidden, make):
    with tf.Graph().as_default(), tf.Session() as session:
        queue = tf.FIFOQueue(3, tf.string, shapes=[[]])
        value = make().read(queue).value
        session.run(queue.enqueue(forbidden))
        with pytest.raises(tf.errors.PermissionDeniedError, match=f"{forbidden}; Permission denied"):
            session.run(value)


def test_rea_18_a_file_that_must_not_be_read_is_permission_denied(forbidden):
    with pytest.raises(tf.errors.PermissionDeniedError, match=f"{forbidden}; Permission denied"):
        run(lambda: tf.read_file(forbidden))


def test_rea_18_no_space_is_resource_exhausted():
    if not os.path.exists("/dev/full"):
        pytest.skip("no device without space")
    with pytest.raises(tf.errors.ResourceExhaustedError, match="No space left on device"):
        run(lambda: tf.write_file("/dev/full", "a"))


def test_rea_19_names_are_in_order_and_once_for_every_pattern(tmp_path):
    written(tmp_path, b=b"", a=b"", c=b"", **{".d": b""})
    found = run(lambda: tf.matching_files([f"{tmp_path}/[ab]", f"{tmp_path}/*", f"{tmp_path}/missing"]))
    assert [os.path.basename(name) for name in found.tolist()] == [b".d", b"a", b"a", b"b", b"b", b"c"]


@given(st.text("ab.-[]!^*?", max_size=5), st.text("ab.-[]!^", min_size=1, max_size=5))
def test_rea_19_patterns_mean_what_they_mean_to_a_shell(pattern, name):
    if "[" in pattern:  # Python differs in what ^ and a range mean
        pattern = re.sub(r"[\[\]^-]", "", pattern)
    assert bool(part_matcher(pattern).fullmatch(name)) == fnmatch.fnmatchcase(name, pattern)


@given(st.text(st.characters(exclude_characters="/\0"), min_size=1, max_size=8))
def test_rea_19_a_name_of_escaped_characters_matches_itself_alone(name):
    matcher = part_matcher("".join(f"\\{character}" for character in name))
    assert matcher.fullmatch(name)
    assert not matcher.fullmatch(name + "x")


@pytest.mark.parametrize(
    ("pattern", "name", "matches"),
    [
        ("[a-c]", "b", True), ("[!a-c]", "b", False), ("[^a-c]", "d", True), ("[]x]", "]", True), ("[a", "[a", True),
        ("[[:digit:]]", "5", True), ("[[:digit:]]", "x", False), ("[b-a]", "a", False), ("[!b-a]", "a", True),
        ("[a-]", "-", True), (r"[\]]", "]", True), ("a\\", "a", False), ("[!]", "!", False),
    ],
)  # fmt: skip
def test_rea_19_brackets(pattern, name, matches):
    assert bool(part_matcher(pattern).fullmatch(name)) == matches


def test_rea_20_walking_visits_every_folder_once(tmp_path):
    tf.gfile.MakeDirs(str(tmp_path / "a" / "b"))
    written(tmp_path / "a", f=b"")
    top = str(tmp_path)
    outer_first = [(top, ["a"], []), (f"{top}/a", ["b"], ["f"]), (f"{top}/a/b", [], [])]
    assert list(tf.gfile.Walk(top)) == outer_first
    assert list(tf.io.gfile.walk(top, topdown=False)) == outer_first[::-1]


def test_rea_20_a_folder_that_cannot_be_listed_is_told(tmp_path):
    told = []
    assert list(tf.io.gfile.walk(str(tmp_path / "nowhere"), onerror=told.append)) == []
    assert [error.message for error in told] == [f"Could not find directory {tmp_path}/nowhere"]


def test_rea_20_what_is_known_of_a_file(tmp_path):
    (name,) = written(tmp_path, a=b"12345")
    os.utime(name, ns=(0, 7_500_000_000))
    assert tf.gfile.Stat(name) == (5, 7_000_000_000, False)
    assert tf.io.gfile.stat(str(tmp_path)).is_directory


def test_rea_21_removing_a_tree_leaves_what_links_lead_to(tmp_path):
    tf.gfile.MakeDirs(str(tmp_path / "tree"))
    tf.gfile.MakeDirs(str(tmp_path / "kept"))
    written(tmp_path / "kept", f=b"1")
    os.symlink(tmp_path / "kept", tmp_path / "tree" / "link")
    tf.io.gfile.rmtree(str(tmp_path / "tree"))
    assert os.listdir(tmp_path) == ["kept"]
    assert os.listdir(tmp_path / "kept") == ["f"]


def test_rea_21_what_is_there_is_overwritten_only_on_request(tmp_path):
    one, two = written(tmp_path, one=b"1", two=b"2")
    for change in (tf.gfile.Copy, tf.gfile.Rename, tf.io.gfile.copy, tf.io.gfile.rename):
        with pytest.raises(tf.errors.AlreadyExistsError, match="file already exists"):
            change(one, two)
    tf.gfile.Copy(one, two, overwrite=True)
    assert tf.gfile.GFile(two, "rb").read() == b"1"
    tf.gfile.Rename(one, two, overwrite=True)
    assert os.listdir(tmp_path) == ["two"]


def test_rea_22_a_name_without_a_folder_is_found_here(tmp_path, monkeypatch):
    written(tmp_path, a=b"", b=b"")
    monkeypatch.chdir(tmp_path)
    assert tf.gfile.Glob("[ab]") == ["./a", "./b"]
    assert tf.io.gfile.glob(["b", "./a"]) == ["./b", "./a"]


@FILES_AGAIN
@given(st.text(st.characters(codec="utf-8", exclude_characters="\r"), max_size=30))
def test_rea_23_text_is_read_as_it_was_written(tmp_path, text):
    name = str(tmp_path / "a")
    with tf.gfile.GFile(name, "w") as file:
        file.write(text)
    assert tf.gfile.GFile(name).read() == text
    assert "".join(tf.gfile.GFile(name)) == text


def test_rea_23_a_file_is_opened_when_it_is_first_used(tmp_path):
    (name,) = written(tmp_path, a=b"old")
    file = tf.gfile.GFile(name, "w")
    assert (tmp_path / "a").read_bytes() == b"old"
    file.write("new")
    assert (tmp_path / "a").read_bytes() == b""
    file.close()
    assert (tmp_path / "a").read_bytes() == b"new"
    with tf.gfile.GFile(str(tmp_path / "nowhere")) as missing, pytest.raises(tf.errors.NotFoundError, match="nowhere"):
        missing.tell()
