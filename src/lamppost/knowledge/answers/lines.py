"""Claims and sections in one shape."""

from lamppost.model.answer import Claim, Section
from lamppost.model.result import Link
from lamppost.model.vocabulary import Status


def claim(text: str, status: Status | None, chain: list[Link]) -> Claim:
    """One claim."""
    return Claim(text=text, status=status, chain=chain)


def lines(
    code: str, title: str, claims: list[Claim], missing: str | None, *, besides: str | None = None
) -> Section:
    """One section.

    Args:
        code: Its stable name.
        title: Its title for people.
        claims: What is said.
        missing: What is said where there is no claim.
        besides: What is not held although there are claims.
    """
    return Section(code=code, title=title, claims=claims, not_held=besides if claims else missing)


def not_held(what: str) -> str:
    """The words for an absence in the packs, which is none in the world."""
    return f"the packs hold nothing on {what}"
