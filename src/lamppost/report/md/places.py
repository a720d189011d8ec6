"""A place on a map as Markdown: its cameras, how much of it is seen, what that rests on, and whom the data is owed to."""

from collections.abc import Iterable, Iterator, Sequence

from lamppost.model.language import number, tr, tr_n
from lamppost.model.result import ResultDocument
from lamppost.model.sites import Site, Street
from lamppost.report.cameras import (
    age_words,
    direction_words,
    entered_words,
    maker_words,
    operator_words,
    site_name,
)
from lamppost.report.marking import unmarked as _md
from lamppost.report.measured import assumed_words, by_rows, metres, share_rows, still_counted
from lamppost.report.reading import gap_size
from lamppost.report.streets import homes_left_out, site_place, sites_of, whole, why_not_known
from lamppost.report.walked import camera_rows, chosen_words, fact_rows, walk_rows
from lamppost.report.wording import sentence

MOST_ROWS = 200


def lines(result: ResultDocument) -> Iterator[str]:
    """The lines; none of a result that is of no map.

    Args:
        result: The result document.
    """
    street = result.street
    if not street:
        return
    name = street.place if street.place is not None else whole(result)
    yield from ("", f"## {_md(tr('What watches here: {place}', place=name))}", "")
    yield from _given(result, street)
    yield from _shares(result, street)
    yield from _walks(result, street)
    yield from _sites(sites_of(result))
    yield from _rests_on(result, street)


def _given(result: ResultDocument, street: Street) -> Iterator[str]:
    homes = homes_left_out(result)
    yield f"* **{tr('cameras')}** {number(len(sites_of(result)))}"
    yield f"* **{tr('left out')}** {tr_n('{n} camera of a private home', '{n} cameras of private homes', homes)}"
    if street.map_day is not None:
        yield f"* **{tr('map of')}** {street.map_day}"
    elif street.data_until is not None:
        told = tr("a day that it does not say; its last change is of {day}", day=street.data_until)
        yield f"* **{tr('map of')}** {_md(told)}"
    if street.standard_name:
        yield f"* **{tr('standard')}** {_md(tr(street.standard_name))}"
    ground = (
        tr("not known: the file holds no ways")
        if street.walkable_m is None
        else tr("{length} of ways that everybody may walk", length=metres(street.walkable_m))
    )
    yield f"* **{tr('ground')}** {_md(ground)}"


def _shares(result: ResultDocument, street: Street) -> Iterator[str]:
    if street.walkable_m is None:
        return
    if not result.sites and not street.shares:
        yield f"* **{tr('seen')}** {_md(why_not_known(result))}"
        return
    yield from _table(
        tr("How much of the ways is seen"),
        (tr("level"), tr("buildings"), tr("cameras"), tr("of the ways")),
        share_rows(street),
    )
    yield from _table(
        tr("By whom, and by which sort"),
        (tr("level"), tr("by cameras"), tr("of the ways")),
        by_rows(street),
    )
    if street.shares and (words := still_counted(result)):
        yield from ("", _md(sentence(words)))


def _walks(result: ResultDocument, street: Street) -> Iterator[str]:
    """How much of each way is seen, what that rests on, what it costs, and which cameras see it."""
    heads = (
        tr("way"),
        tr("length"),
        tr("level"),
        tr("seen on"),
        tr("by cameras of known direction alone"),
        tr("if no building stood between"),
        tr("a face could be told apart on"),
    )
    yield from _table(tr("Walks"), heads, walk_rows(street))
    if facts := [*fact_rows(street)]:
        yield ""
        yield from (f"* **{_md(way)}** {_md(text)}" for way, text in facts)
    if chosen := chosen_words(street):
        yield from ("", _md(chosen))
    cameras = camera_rows(result)
    yield from _table(tr("Walks: seen by"), (tr("way"), tr("camera"), tr("id"), tr("over")), cameras)


def _sites(sites: Sequence[Site]) -> Iterator[str]:
    heads = (
        tr("camera"),
        tr("where"),
        tr("latitude"),
        tr("longitude"),
        tr("run by"),
        tr("maker"),
        tr("looks"),
        tr("age"),
    )
    rows = (
        (
            site_name(one),
            site_place(one),
            f"{one.lat_deg:.6f}",
            f"{one.lon_deg:.6f}",
            operator_words(one),
            maker_words(one),
            direction_words(one),
            age_words(one),
        )
        for one in sites
    )
    yield from _table(tr("Cameras"), heads, rows)
    entered = ((site_name(one), text) for one in sites for text in entered_words(one))
    yield from _table(tr("What was entered since"), (tr("camera"), tr("entered")), entered)


def _rests_on(result: ResultDocument, street: Street) -> Iterator[str]:
    """What was taken as given, what stays dark, and the credit."""
    if street.assumed:
        yield from ("", f"### {_md(tr('Taken where no tag tells'))}", "")
        yield from (f"* {_md(assumed_words(one))}" for one in street.assumed)
    if street.sampling:
        yield from ("", f"### {_md(tr('What to look at by hand'))}", "")
        yield from (f"* {_md(sentence(one.words))}" for one in street.sampling)
    if result.coverage.gaps:
        yield from ("", f"### {_md(tr('Outside the light'))}", "")
        yield from (
            f"* {_md(f'{sentence(gap.text)} {gap_size(gap)}')}" for gap in result.coverage.gaps[:MOST_ROWS]
        )
        yield from (f"* {_md(sentence(text))}" for text in result.coverage.next_proofs[:MOST_ROWS])
    yield ""
    yield from (_md(tr("Data: {credit}", credit=text)) + "  " for text in street.credits)


def _table(title: str, heads: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """A table under a heading; nothing where it has no row."""
    held = [*rows]
    if not held:
        return
    yield from (
        "",
        f"### {_md(title)}",
        "",
        f"| {' | '.join(map(_md, heads))} |",
        "|" + " --- |" * len(heads),
    )
    yield from ("| " + " | ".join(_md(text) for text in row) + " |" for row in held[:MOST_ROWS])
    if (left := len(held) - MOST_ROWS) > 0:
        more = tr_n("{n} more", "{n} more", left)
        yield from ("", tr("… and {left}, in the result document", left=more))
