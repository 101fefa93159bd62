"""The examples in the chapters run, and print what the chapters say."""

import doctest
from functools import cache

import pytest

import reference as tf
from tests.spec.chapters import SPEC, chapters, clause_at

FLOOR = 40  # clauses with examples: fewer would mean that some are no longer found


def examples():
    """Chapter and clause of every example, each pair once."""
    found = {}
    for path in chapters():
        text = path.read_text("utf-8")
        for example in doctest.DocTestParser().get_examples(text):
            found[path.name, clause_at(text, example.lineno)] = None
    return list(found)


@cache
def failures(chapter):
    """What went wrong in a chapter, by clause: it is run once, from top to bottom, as a reader would type it in."""
    text = (SPEC / chapter).read_text("utf-8")
    test = doctest.DocTestParser().get_doctest(text, {}, chapter, str(SPEC / chapter), 0)
    runner = Recording(text)
    with tf.Graph().as_default():
        runner.run(test, out=lambda line: None, clear_globs=False)
    return runner.failures_of


class Recording(doctest.DocTestRunner):
    """Keeps the report of each example that fails under the clause in which it stands."""

    def __init__(self, text):
        super().__init__(optionflags=doctest.ELLIPSIS | doctest.DONT_ACCEPT_TRUE_FOR_1)
        self.text = text
        self.failures_of = {}

    def _keep(self, example, what):
        kept = self.failures_of.setdefault(clause_at(self.text, example.lineno), [])
        kept.append(f"line {example.lineno + 1}: {example.source}{what}")

    def report_failure(self, out, test, example, got):
        self._keep(example, f"expected:\n{example.want}got:\n{got}")

    def report_unexpected_exception(self, out, test, example, exc_info):
        self._keep(example, f"raised {exc_info[1]!r}")


@pytest.mark.parametrize(("chapter", "clause"), examples(), ids=lambda part: part.removesuffix(".md"))
def test_example(chapter, clause):
    assert "\n".join(failures(chapter).get(clause, [])) == ""


def test_no_examples_have_gone():
    assert len(examples()) >= FLOOR
