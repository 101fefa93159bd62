"""The messages of errors: what TensorFlow 2 puts before them is no part of them."""

from __future__ import annotations

from conformance.messages import own_message, rounded_alike

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


def test_conf_6_the_last_digits_of_numbers_in_messages() -> None:
    assert rounded_alike("failed: [2.97052383 -1e-05]", "failed: [2.97052407 -1e-05]")
    assert not rounded_alike("failed: [2.97052383]", "failed: [2.98]")
    assert not rounded_alike("failed: [2.97052383]", "failed: {2.97052383}")
    assert not rounded_alike("index 1000001", "index 1000000")
    assert not rounded_alike("of [1.5]", "of [1.5 1.5]")
