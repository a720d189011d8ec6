"""Claims and sections in one shape."""

from lamppost.model.answer import Claim, Section
from lamppost.model.result import Link
from lamppost.model.saying import say
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


def indented(text: str, depth: int = 1) -> str:
    """The text as one that belongs below another, two spaces for each step."""
    return say("{indent}{text!t}", indent="  " * depth, text=text) if depth else text
