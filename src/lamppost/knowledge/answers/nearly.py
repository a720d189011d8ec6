"""What is said of a name that is no held name: who may be meant and why, and who only bears a like name."""

from collections.abc import Sequence

from lamppost.knowledge.answers.lines import claim, lines
from lamppost.knowledge.answers.names import Found
from lamppost.knowledge.answers.resembling import (
    Resembling,
    like_name_link,
    near_link,
    resembling,
    told_apart,
)
from lamppost.knowledge.base import Knowledge
from lamppost.model.answer import Claim, Section
from lamppost.model.saying import say

MEANT = "meant"
"""Code of the section."""
MATCH = "fuzzy"
MOST_OTHERS = 4


def nearly_meant(asked: str, parts: Sequence[str], knowledge: Knowledge) -> tuple[list[Found], list[Section]]:
    """The things that a name may mean, each a candidate, and the section that says why, or who bears a like name.

    Args:
        asked: The name, which is no held name.
        parts: Where to look.
        knowledge: The packs, as of a day.
    """
    near = resembling(asked, parts, knowledge)
    claims = [
        claim(say("may mean {name}: {why!t}", name=_called(one, knowledge), why=one.why), "candidate", [near_link(asked, one, knowledge)])
        for one in near.meant
    ]  # fmt: skip
    claims += [
        claim(
            say("“{name}” is not {held}: somebody else is registered under this name", name=row.name_as_printed, held=knowledge.name_of(row.organisation)),
            None,
            [like_name_link(row, knowledge)],
        )
        for row in near.not_these
    ]  # fmt: skip
    told = {row.organisation for row in near.not_these}
    others = [one for one in near.others if one.id not in told]
    claims += [_other(one, knowledge) for one in others[: MOST_OTHERS if not near.meant else 0]]
    section = lines(MEANT, say("Who is meant"), claims, None)
    return [Found(id=one.id, match=MATCH, held=one.held) for one in near.meant], [section] if claims else []


def is_told_apart(asked: str, meant: Sequence[Found], knowledge: Knowledge) -> bool:
    """Whether the packs say that the very name stands for somebody else than the one thing it was taken for."""
    apart = {row.organisation for row in told_apart(asked, knowledge)}
    return any(one.id in apart for one in meant)


def _other(one: Resembling, knowledge: Knowledge) -> Claim:
    text = say(
        "another bears a like name, and is not taken for it: {name}; {why!t}",
        name=_called(one, knowledge),
        why=one.why,
    )
    return claim(text, None, [])


def _called(one: Resembling, knowledge: Knowledge) -> str:
    """What people call it: of an organisation its short name, of anything else the held name."""
    return knowledge.name_of(one.id) if one.id in knowledge.packs.organisations else one.held
