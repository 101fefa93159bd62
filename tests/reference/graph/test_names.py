"""Clauses NAM of spec/names.md that recorded questions do not hold, or hold for some names only."""

import re
import threading

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import reference as tf

SOME = "\n '\\$+:>^aZé"  # characters of which some are refused
part = st.text("abAB01_-.", min_size=1, max_size=3)
name = st.lists(part, min_size=1, max_size=3).map("/".join).filter(lambda text: text[0] not in "_-")
block = st.one_of(st.tuples(st.just("op"), name), st.tuples(st.just("enter"), name), st.just(("leave", "")))


@given(st.lists(block, max_size=30))
def test_nam_3_no_two_operations_or_scopes_get_one_name(blocks):
    graph, open_blocks, given_out = tf.Graph(), [], []
    with graph.as_default():
        for kind, wanted in blocks:
            if kind == "op":
                given_out.append(tf.no_op(name=wanted).name)
            elif kind == "enter":
                open_blocks.append(graph.name_scope(wanted))
                given_out.append(open_blocks[-1].__enter__()[:-1])
            elif open_blocks:
                open_blocks.pop().__exit__(None, None, None)
    lowered = [text.lower() for text in given_out]
    assert len(set(lowered)) == len(lowered)


@given(st.lists(name, min_size=1, max_size=12))
def test_nam_3_a_free_name_is_given_as_it_is_and_a_used_one_with_a_number(names):
    graph, used = tf.Graph(), set()
    for wanted in names:
        given_out = graph.unique_name(wanted)
        if wanted.lower() in used:
            assert re.fullmatch(re.escape(wanted) + r"_\d+", given_out)
        else:
            assert given_out == wanted
        used.add(given_out.lower())


@given(st.lists(name, max_size=8), name)
def test_nam_3_looking_at_a_name_does_not_use_it(names, wanted):
    graph = tf.Graph()
    for used in names:
        graph.unique_name(used)
    seen = [graph.unique_name(wanted, mark_as_used=False) for _ in range(2)]
    assert [*seen, graph.unique_name(wanted)] == [seen[0]] * 3


@given(st.lists(st.tuples(name, st.sampled_from(["lower", "upper", "swapcase"])), max_size=10))
def test_nam_4_the_case_of_letters_makes_no_name_free(names):
    asked, folded = tf.Graph(), tf.Graph()
    for text, change in names:
        changed = getattr(text, change)()
        assert asked.unique_name(changed).lower() == folded.unique_name(text.lower())


@given(st.text(st.sampled_from("aB9_./-" + SOME), max_size=4))
@example("a\n")
@example("\n")
def test_nam_1_what_names_an_operation(text):
    allowed = re.fullmatch(r"[A-Za-z0-9.][A-Za-z0-9_./-]*\n?", text)
    with tf.Graph().as_default():
        if allowed and not text.endswith("/"):
            assert tf.no_op(name=text).name == text
        elif not allowed:
            with pytest.raises(ValueError, match="is not a valid node name"):
                tf.no_op(name=text)


@given(st.text(st.sampled_from("aB9_./-" + SOME), min_size=1, max_size=4))
def test_nam_2_what_names_a_scope(text):
    graph = tf.Graph()
    allowed = {True: r"[A-Za-z0-9.][A-Za-z0-9_./-]*\n?", False: r"[A-Za-z0-9_./-]*\n?"}
    for outermost, pattern in allowed.items():
        with graph.name_scope("" if outermost else "outer/"):
            block = graph.name_scope(text)
            if re.fullmatch(pattern, text):
                with block as scope:
                    assert scope.endswith("/")
            else:
                with pytest.raises(ValueError, match="is not a valid scope name"):
                    block.__enter__()


def test_nam_6_an_absolute_name_is_not_marked_and_still_not_given_twice():
    with tf.Graph().as_default():
        tf.no_op(name="a/")
        with pytest.raises(ValueError, match="Duplicate node name in graph: 'a'"):
            tf.no_op(name="a")
        assert tf.no_op(name="a").name == "a_1"


def test_nam_8_a_name_in_full_is_not_marked():
    graph = tf.Graph()
    for wanted, given_out in (("s/", "s/"), ("s", "s/"), ("s/", "s/"), ("s", "s_1/")):
        with graph.name_scope(wanted) as scope:
            assert scope == given_out


@given(st.lists(st.one_of(name, name.map("{}/".format), st.none()), max_size=5))
def test_nam_7_and_nam_8_names_within_blocks_begin_with_the_innermost_scope(names):
    graph, scopes = tf.Graph(), [""]
    blocks = [graph.name_scope(wanted) for wanted in names]
    with graph.as_default():
        for block, wanted in zip(blocks, names, strict=True):
            scope = block.__enter__()
            assert scope == "" if wanted is None else scope == wanted or scope.startswith(scopes[-1])
            assert tf.no_op(name="x").name.startswith(f"{scope}x")
            assert graph.get_name_scope() == scope.removesuffix("/")
            scopes.append(scope)
        for block in reversed(blocks):
            assert graph.get_name_scope() == scopes.pop().removesuffix("/")
            block.__exit__(None, None, None)
    assert graph.get_name_scope() == ""


def test_nam_9_each_thread_has_its_own_scope_and_all_share_the_names():
    graph, seen = tf.Graph(), []

    def work():
        with graph.as_default():
            seen.append((graph.get_name_scope(), tf.no_op(name="c").name))
            with graph.name_scope("inner"):
                seen.append(tf.no_op(name="c").name)

    with graph.as_default(), graph.name_scope("outer"):
        for _ in range(2):
            thread = threading.Thread(target=work)
            thread.start()
            thread.join()
        seen.append(tf.no_op(name="c").name)
    assert seen == [("", "c"), "inner/c", ("", "c_1"), "inner_1/c", "outer/c"]


def test_nam_3_threads_never_get_one_name():
    graph, given_out = tf.Graph(), []

    def work():
        given_out.extend([graph.unique_name("n") for _ in range(200)])

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(given_out)) == 800


def test_nam_13_a_block_can_be_opened_again_and_asks_for_its_name_again():
    with tf.Graph().as_default():
        block = tf.name_scope(None, "fallback")
        names = []
        for _ in range(2):
            with block as scope:
                names.append(scope)
        assert [block.name, *names] == ["fallback", "fallback/", "fallback_1/"]
