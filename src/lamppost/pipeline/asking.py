"""Questions to the packs, and what two documents say differently."""

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

from lamppost import __version__
from lamppost.knowledge.answers.address import Saying, Told, as_address
from lamppost.knowledge.answers.question import answer_question
from lamppost.knowledge.base import Knowledge
from lamppost.knowledge.files import readable
from lamppost.knowledge.own import mark_own
from lamppost.knowledge.packs import Packs
from lamppost.model.addresses import mac_number
from lamppost.model.answer import Answer, Subject, encode_answer
from lamppost.model.difference import DIFFERENCE_VERSION, Difference, Side, encode_difference
from lamppost.model.errors import LamppostError
from lamppost.model.result import ResultDocument, ToolRef


def ask(
    subject: Subject,
    asked: str,
    as_of: date,
    packs: Packs,
    known_by: date | None = None,
    networks_tables: Sequence[Path] = (),
) -> Answer:
    """What the packs say of one thing on a day; with `known_by`, as far as somebody had read it by then.

    Args:
        subject: What kind of thing.
        asked: Its name, or its MAC or IP address.
        as_of: The day.
        packs: The packs.
        known_by: Only what somebody had read by this day counts.
        networks_tables: The user's own tables of addresses, for an address of a host.

    Raises:
        LamppostError: A MAC address that is none, or a table that is none.
    """
    registrant, asked = None, readable(asked)
    told = _told(asked, networks_tables) if subject == "host" else []
    if subject == "mac":
        from lamppost.attribute.mac_blocks import mac_registrants

        try:
            mac = mac_number(asked)
        except ValueError:
            raise LamppostError(
                f"{asked[:40]!r} is no MAC address", hint="Write it as 44:19:b6:00:53:01."
            ) from None
        registrant = mac_registrants([mac]).get(mac)
    tool = ToolRef(name="lamppost", version=__version__)
    answer = answer_question(
        subject, asked, packs, as_of, tool, registrant=registrant, told=told, known_by=known_by
    )
    return mark_own(answer, packs)


def _told(asked: str, networks_tables: Sequence[Path]) -> list[Told]:
    """What the reference tables say of an address, the user's own first; nothing of a name."""
    address = as_address(asked)
    if address is None:
        return []
    from lamppost.attribute.tables import countries_of, table_refs
    from lamppost.attribute.user_tables import UserTables

    told: list[Told] = []
    for table in UserTables(networks_tables).tables:
        row = table.find(address)
        if row is not None:
            said: list[tuple[Saying, str | None]] = [
                ("operator", row.operator),
                ("registered_in", row.registered_in),
                ("located_in", row.located_in),
            ]
            told += [
                Told(what=what, value=value, table=table.name, day=table.day, locator=row.locator)
                for what, value in said
                if value
            ]
    registry = next(ref for ref in table_refs() if ref.id == "iptocc")
    if code := countries_of([address]).get(address):
        told.append(
            Told(what="registered_in", value=code, table=registry.id, day=registry.day, locator=address)
        )
    return told


def render_answer(answer: Answer, *, as_json: bool, width: int, verbose: int) -> str:
    """The answer as text, or as its document."""
    if as_json:
        return encode_answer(answer).decode()
    from lamppost.report.answer.renderer import render as render_text

    return render_text(answer, width=width, verbose=verbose)


def supplies(
    as_of: date,
    chosen: Mapping[str, Sequence[str]],
    between: str | None,
    to: str,
    packs: Packs,
) -> str:
    """Who supplies whom, as CSV, JSON or GeoJSON: the rows, or what two editions or suppliers have in common.

    Raises:
        LamppostError: A filter names what is not held, or a comparison is not of two.
    """
    from lamppost.knowledge.answers.spread import differences, spread
    from lamppost.report.spread import render_rows

    knowledge = Knowledge(packs, as_of)
    rows = spread(knowledge, **chosen)
    named = {row.edition for row in rows}
    owed = [one.edition.attribution for one in knowledge.editions() if one.edition.id in named]
    places = {}
    if to == "geojson":
        from lamppost.knowledge.outlines import outline_of, outlines_source

        places = {row.country: outline_of(row.country) for row in rows}
        owed.append(f"Outlines: {outlines_source()}; coarse, and of no legal meaning")
    return render_rows(differences(rows, between) if between else rows, to, places, owed)


def diff(
    old: tuple[str, ResultDocument | Answer],
    new: tuple[str, ResultDocument | Answer] | None,
    as_of: date,
    packs: Packs,
) -> Difference:
    """What two documents say differently, and what became of the statements of the older one.

    Args:
        old: Name and document.
        new: The later one; None holds the older against the packs alone.
        as_of: The day of asking.
        packs: The packs in hand.

    Raises:
        LamppostError: The two are of different kinds.
    """
    from lamppost.knowledge.fates import fates_of
    from lamppost.report.difference.compare import changes_between, inputs_that_differ, statements_of

    name, before = old
    fates = fates_of(statements_of(before), before.as_of, Knowledge(packs, as_of))
    inputs, changes = [], []
    if new is not None:
        after = new[1]
        if type(before) is not type(after):
            raise LamppostError(
                f"{name} and {new[0]}: one is a result, the other an answer",
                hint="Compare two of one kind.",
            )
        inputs = inputs_that_differ(before, after)
        changes = changes_between(before, after, {fate.statement for fate in fates})
    return Difference(
        difference_version=DIFFERENCE_VERSION,
        tool=ToolRef(name="lamppost", version=__version__),
        old=Side(name=name, as_of=before.as_of),
        new=Side(name=new[0], as_of=new[1].as_of) if new else None,
        inputs=inputs,
        changes=changes,
        fates=fates,
    )


def render_difference(difference: Difference, *, as_json: bool, width: int) -> str:
    """The difference as text, or as its document."""
    if as_json:
        return encode_difference(difference).decode()
    from lamppost.report.difference.renderer import render as render_text

    return render_text(difference, width=width)
