"""How a command refuses what it was given."""


class CommandError(Exception):
    """Something that the user gave cannot be used; the message is the one line that says why."""


def first_line(error: BaseException) -> str:
    """What an error says, on one line."""
    return str(error).strip().split("\n")[0] or type(error).__name__
