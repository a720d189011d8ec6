"""One letter, put together: to whom, on which law, what is known, what is asked, and the sources."""

from collections.abc import Iterable
from dataclasses import dataclass

from lamppost.model.errors import ResultError
from lamppost.model.language import ENGLISH, showing, speaking, tr
from lamppost.model.result import Asset, Device, ResultDocument
from lamppost.model.saying import noted
from lamppost.report.judged import asset_name
from lamppost.report.letter.facts import (
    MOST_OF_EACH,
    Fact,
    Words,
    facts_of,
    is_fact,
    kind_noun,
    kind_word,
    reached,
)
from lamppost.report.letter.kinds import KINDS, Basis, Kind, kind_of, phrases_of
from lamppost.report.letter.questions import questions_of
from lamppost.report.letter.restraint import quoted
from lamppost.report.letter.sourcing import Source, Sources, marks
from lamppost.report.letter.subjects import Subject, place_called, subject_of
from lamppost.report.wording import plain

NOT_SENT = noted("Nothing was sent. Read it, fill in what stands in brackets, and send it yourself.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A letter as it stands, and what whoever sends it should know."""

    kind: str
    subject: str
    language: str
    sender: list[str]
    recipient: list[str]
    heading: str
    greeting: str
    opening: list[str]
    heads: dict[str, str]
    """What stands above its parts: facts, questions, sources."""
    facts: list[Fact]
    own_lead: str | None
    own: list[str]
    lead: str
    questions: list[str]
    closing: list[str]
    farewell: list[str]
    reference: str
    sources: list[Source]
    notes: list[str]
    """For the sender; not part of the letter."""


def write(result: ResultDocument, identity: str, kind_name: str) -> Letter:
    """A letter about one thing of a result, in the language of whom it goes to; the notes are in its sender's.

    Args:
        result: The result document; nothing else is read.
        identity: Id of a device, a row, a verdict, a destination or a gap.
        kind_name: One of `KINDS`.

    Raises:
        ResultError: There is no such kind or id, or nobody can be asked.
    """
    if kind_name not in KINDS:
        raise ResultError(
            tr("{kind}: no such kind of letter", kind=kind_name),
            hint=tr("There are {names}.", names=", ".join(KINDS)),
        )
    kind, subject = kind_of(kind_name), subject_of(result, identity)
    if kind.sells and subject.street is not None:
        raise ResultError(
            tr("{kind}: who sold one thing does not keep the register of a place", kind=kind_name),
            hint=tr(
                "Ask whoever runs the cameras: {names}.",
                names=", ".join(one for one in KINDS if not kind_of(one).sells),
            ),
        )
    with showing(result):
        notes = _notes(kind, subject, result)
    with speaking(ENGLISH):  # what is quoted of the document stays as it is, whatever the sender reads
        return _written(result, kind_name, kind, subject, notes)


def _written(
    result: ResultDocument, kind_name: str, kind: Kind, subject: Subject, notes: list[str]
) -> Letter:
    words = phrases_of(kind.language)
    sources = Sources(result, words)
    opening = [*_with_sources(kind.opening, kind.basis, sources), _about(subject, words)]
    facts = facts_of(subject, result, words, sources)
    questions = questions_of(subject, kind, words, sources)
    return Letter(
        kind=kind_name,
        subject=subject.id,
        language=kind.language,
        sender=kind.sender,
        recipient=_recipient(kind, subject),
        heading=kind.heading,
        greeting=kind.greeting,
        opening=opening,
        heads=words["heads"],
        facts=facts,
        own_lead=kind.own_lead,
        own=kind.own,
        lead=kind.lead,
        questions=questions,
        closing=[
            *_more(subject, words),
            *_under_policy(kind, subject, result, sources),
            *_with_sources(kind.closing, kind.basis, sources),
        ],
        farewell=kind.farewell,
        reference=words["heads"]["reference"].format(id=subject.id, day=result.as_of),
        sources=sources.held,
        notes=notes,
    )


def _with_sources(paragraphs: Iterable[str], bases: dict[str, Basis], sources: Sources) -> list[str]:
    """Paragraphs with the numbers of the texts that they name; a text that none names gets no number."""
    return [
        text.format(
            **{name: marks([sources.of_basis(row)]) for name, row in bases.items() if f"{{{name}}}" in text}
        )
        for text in paragraphs
    ]


def _about(subject: Subject, words: Words) -> str:
    thing, held = subject.thing, words["words"]
    if isinstance(thing, Asset):
        what = held["row"].format(name=quoted(asset_name(thing), held["left_out"]))
    elif isinstance(thing, Device):
        noun = kind_word(thing, words) or kind_noun("other", words)
        what = held["device"].format(kind=noun)
    elif subject.street is not None:
        what = held["place"].format(place=quoted(place_called(subject.street), held["left_out"]))
    elif subject.site is not None:
        what = held["site"].format(lat=f"{subject.site.lat_deg:.5f}", lon=f"{subject.site.lon_deg:.5f}")
    else:
        what = held["network"]
    return held["about"].format(what=what)


def _recipient(kind: Kind, subject: Subject) -> list[str]:
    """Whom it goes to, in brackets to fill in, for no result says who runs or sold a thing; the maker where it is known."""
    thing = subject.thing
    if not kind.sells or thing is None or thing.maker is None or not is_fact(thing.maker):
        return kind.recipient
    name = quoted(thing.maker.name, "[its name]")
    return [f"[Name of the supplier, or of the maker: {name}]", *kind.recipient[1:]]


def _more(subject: Subject, words: Words) -> list[str]:
    if not isinstance(subject.thing, Device) or subject.destination is not None:
        return []
    shown = reached(subject.thing, words)[:MOST_OF_EACH]
    left = subject.thing.n_destinations - sum(len(one.destinations) for one in shown)
    return [words["words"]["more"].format(count=left)] if left > 0 else []


def _under_policy(kind: Kind, subject: Subject, result: ResultDocument, sources: Sources) -> list[str]:
    """What is added where a policy judged the thing and did not pass it."""
    if subject.verdict is not None:
        judged = {subject.verdict.policy}
    else:
        own = subject.id if subject.thing is None else subject.thing.id
        judged = {
            row.policy for row in result.verdicts if row.subject == own and row.kind in ("fail", "open")
        }
    return [
        text
        for name, under in kind.policy.items()
        if name in judged
        for text in _with_sources([under.text], under.basis, sources)
    ]


def _notes(kind: Kind, subject: Subject, result: ResultDocument) -> list[str]:
    """What the sender should know: whom it may ask, what is left to say, which texts want reading again."""
    notes = [
        tr(NOT_SENT),
        tr("Who can answer: {asks}. What they may be asked for: {may}.", asks=kind.asks, may=kind.may),
        *kind.notes,
    ]
    verdict = subject.verdict
    if verdict is not None and verdict.question and verdict.kind == "open":
        notes.append(
            tr(
                "The verdict is open. What closes it, maybe from you rather than them: {question}",
                question=plain(verdict.question),
            )
        )
    if subject.site is not None and subject.site.is_found_otherwise:
        notes.append(tr("It was entered that this camera is gone, or is none: do you still want to ask?"))
    thing = subject.thing or subject.site
    if thing is not None and (thing.maker is None or not is_fact(thing.maker)):
        notes.append(tr("The maker is not corroborated: the letter states none, and asks."))
    stale = sorted({row.citation for row in kind.bases() if row.review_by < result.as_of})
    notes += [
        tr("{citation}: its text was to be read again by now; read it before you send.", citation=citation)
        for citation in stale
    ]
    return notes
