"""What every rendering of an answer says of the question itself: what was asked, how it was matched, what is not held."""

from lamppost.model.answer import Answer, Subject
from lamppost.model.language import tr
from lamppost.model.saying import noted
from lamppost.report.wording import plain, sentence

SEVERAL = "more than one"
FUZZY = "fuzzy"
_SUBJECTS: dict[Subject, str] = {
    "company": noted("company {name}"),
    "brand": noted("brand {name}"),
    "country": noted("country {name}"),
    "place": noted("place {name}"),
    "host": noted("host {name}"),
    "mac": noted("mac {name}"),
    "law": noted("law {name}"),
    "list": noted("list {name}"),
    "figures": noted("figures {name}"),
}
_MATCHED = {
    "normalised": noted("“{words}” was matched normalised."),
    "one letter off": noted("“{words}” was matched one letter off."),
    FUZZY: noted("“{words}” is no held name; it may mean {name}. Who is meant is only a candidate."),
}


def title(answer: Answer) -> str:
    """What was asked for, and for which day."""
    what = tr("published figures")
    if answer.asked:
        what = tr(_SUBJECTS[answer.subject], name=plain(answer.name or answer.asked)).strip()
    if answer.known_by:
        return tr(
            "{what}, as of {day}, as far as known on {known}",
            what=what,
            day=answer.as_of,
            known=answer.known_by,
        )
    return tr("{what}, as of {day}", what=what, day=answer.as_of)


def is_held(answer: Answer) -> bool:
    """Whether there is an answer."""
    return answer.subject == "figures" or answer.name is not None


def not_held(asked: str) -> str:
    """The fixed words where nothing is held."""
    return sentence(
        tr("not held: no pack knows {words}; that says nothing of the world", words=repr(plain(asked)))
    )


def several(asked: str) -> str:
    """The words where a name means more than one thing."""
    return tr("More than one bears the name {words}; ask by the id in brackets:", words=repr(plain(asked)))


def how_matched(answer: Answer) -> str | None:
    """How the words were matched, where not exactly."""
    if not is_held(answer) or answer.match in (None, "exact"):
        return None
    asked = plain(answer.asked)
    if answer.match in _MATCHED:
        return tr(_MATCHED[answer.match], words=asked, name=plain(answer.name))
    return tr("“{words}” was matched {how}.", words=asked, how=plain(answer.match))
