"""What every rendering of an answer says of the question itself: what was asked, how it was matched, what is not held."""

from lamppost.model.answer import Answer
from lamppost.report.wording import plain, sentence

SEVERAL = "more than one"


def title(answer: Answer) -> str:
    """What was asked for, and for which day."""
    name = plain(answer.name or answer.asked)
    what = f"{answer.subject} {name}".strip() if answer.asked else "published figures"
    known = f", as far as known on {answer.known_by}" if answer.known_by else ""
    return f"{what}, as of {answer.as_of}{known}"


def is_held(answer: Answer) -> bool:
    """Whether there is an answer."""
    return answer.subject == "figures" or answer.name is not None


def not_held(asked: str) -> str:
    """The fixed words where nothing is held."""
    return sentence(f"not held: no pack knows {plain(asked)!r}; that says nothing of the world")


def several(asked: str) -> str:
    """The words where a name means more than one thing."""
    return f"More than one bears the name {plain(asked)!r}; ask by the id in brackets:"


def how_matched(answer: Answer) -> str | None:
    """How the words were matched, where not exactly."""
    if not is_held(answer) or answer.match in (None, "exact"):
        return None
    return f"“{plain(answer.asked)}” was matched {answer.match}."
