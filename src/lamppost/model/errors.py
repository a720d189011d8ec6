"""What can go wrong, each with the exit status it leads to (design §5)."""


class LamppostError(Exception):
    """A failure that the user can do something about.

    Args:
        message: Where it is, what it is and what was expected.
        hint: What to try next; one sentence, or None.
    """

    exit_status = 2

    def __init__(self, message: str, *, hint: str | None = None) -> None:
        """Keep the message and the hint apart, so that each face shows them its way."""
        super().__init__(message)
        self.message = message
        self.hint = hint


class PackError(LamppostError):
    """A pack is missing, malformed or not what its manifest says."""

    exit_status = 4


class PolicyError(LamppostError):
    """A policy file is broken: bad expression, unknown field, missing case."""

    exit_status = 2


class ResultError(LamppostError):
    """A result document cannot be read, or does not hold what was asked for."""

    exit_status = 2
