"""Questions to the packs."""

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

from lamppost import __version__
from lamppost.knowledge.answers.address import Saying, Told, as_address
from lamppost.knowledge.answers.meanings import meanings as find_meanings
from lamppost.knowledge.answers.question import answer_question
from lamppost.knowledge.base import Knowledge
from lamppost.knowledge.files import readable
from lamppost.knowledge.own import mark_own
from lamppost.knowledge.packs import Packs
from lamppost.model.addresses import mac_number
from lamppost.model.answer import Answer, Meanings, Subject, encode_answer
from lamppost.model.errors import LamppostError
from lamppost.model.language import showing, tr
from lamppost.model.result import ToolRef
from lamppost.model.world import MapChoice, World
from lamppost.pipeline.concluding import conclude


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
                tr("{asked} is no MAC address", asked=repr(asked[:40])),
                hint=tr("Write it as 44:19:b6:00:53:01."),
            ) from None
        registrant = mac_registrants([mac]).get(mac)
    tool = ToolRef(name="lamppost", version=__version__)
    answer = answer_question(
        subject, asked, packs, as_of, tool, registrant=registrant, told=told, known_by=known_by
    )
    return conclude(answer, packs)


def meanings(asked: str, as_of: date, packs: Packs, known_by: date | None = None) -> Meanings:
    """What the words of a question may mean, where it is not said what kind of thing is asked for.

    Args:
        asked: The words.
        as_of: The day.
        packs: The packs.
        known_by: Only what somebody had read by this day counts.
    """
    return find_meanings(readable(asked), packs, as_of, known_by)


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

    with showing(answer):
        return render_text(answer, width=width, verbose=verbose)


def world(choices: Sequence[MapChoice], packs: Packs) -> World:
    """Who supplies whom by country: one map, or two and what differs.

    Raises:
        LamppostError: A choice names what is not held.
    """
    from lamppost.knowledge.answers.world import world_of

    tool = ToolRef(name="lamppost", version=__version__)
    return mark_own(world_of(choices, packs, tool), packs)


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
