"""The messages of errors: what TensorFlow 2 puts before them is no part of them."""

from __future__ import annotations

from conformance.messages import own_message

ACCOUNT = """Graph execution error:

Detected at node 'y' defined at (most recent call last):
    File "program.py", line 3, in <module>
Node: 'y'
"""


class Failed(Exception):
    message = ACCOUNT + "a\nNode: 'b' : Tensor had NaN values\n\t [[{{node y}}]]"


def test_wire_19_a_message_begins_behind_the_account_of_its_node() -> None:
    assert own_message(Failed("short")) == "a\nNode: 'b' : Tensor had NaN values\n\t [[{{node y}}]]"


def test_wire_19_a_message_begins_behind_an_account_of_no_node() -> None:
    assert own_message(ValueError("Graph execution error:\n\nThe feed x:0 has already been fed.")) == (
        "The feed x:0 has already been fed."
    )


def test_wire_19_a_message_begins_behind_the_accounts_of_several_nodes() -> None:
    account = "Detected at node '{0}' defined at (most recent call last):\n    x = 1\nNode: '{0}'\n"
    accounts = account.format("a") + account.format("b")
    assert own_message(ValueError(f"Graph execution error:\n\n{accounts}a is not b\n    c")) == "a is not b\n    c"


def test_other_messages_are_left_as_they_are() -> None:
    assert own_message(ValueError("Graph execution error: none")) == "Graph execution error: none"
    assert own_message(ValueError()) == ""
