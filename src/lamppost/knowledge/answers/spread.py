"""Who supplies whom, in which edition: a table to filter and to compare."""

from collections.abc import Iterable, Sequence
from datetime import date

import msgspec

from lamppost.knowledge.answers.names import GivenNames, find_name
from lamppost.knowledge.base import Knowledge
from lamppost.knowledge.packs import Indexed
from lamppost.knowledge.records import Membership, RegimeRow
from lamppost.knowledge.store import MEMBER_OF
from lamppost.model.errors import LamppostError
from lamppost.model.language import tr


class SpreadRow(msgspec.Struct, frozen=True, kw_only=True):
    """One supplier named for one country in one edition."""

    edition: str
    year: int
    country: str
    country_as_printed: str
    supplier: str
    supplier_as_printed: str
    organisation: str | None
    kinds: str
    """Kinds ticked for the country; the editions do not say which supplier supplies which."""
    regime_as_printed: str | None
    vdem_regime: str | None
    """V-Dem's type in `vdem_year`, the same scale for every row; null: not held."""
    vdem_year: int | None
    belt_and_road: bool | None
    """By the edition's own column."""
    belt_and_road_from: str | None
    """The day from which the packs hold it as a signatory; null: not held, which does not say that it is none."""
    belt_and_road_until: str | None
    chinese_supply: bool | None
    locator: str
    source: str


class Difference(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that one side names and the other does, or does not."""

    country: str
    supplier: str
    held_by: str
    """`both`, or the name of the one side."""


def spread(
    knowledge: Knowledge,
    *,
    editions: Sequence[str] = (),
    suppliers: Sequence[str] = (),
    kinds: Sequence[str] = (),
) -> list[SpreadRow]:
    """The rows of the editions out on the day, by year, country and supplier.

    Args:
        knowledge: The packs as of a day.
        editions: Ids; none: all.
        suppliers: Names; none: all.
        kinds: Kinds of which the country must have one ticked; none: all.

    Raises:
        LamppostError: There is no such edition or supplier.
    """
    out = knowledge.editions()
    unknown = set(editions) - {one.edition.id for one in out}
    if unknown:
        held = ", ".join(one.edition.id for one in out)
        raise LamppostError(
            tr("no edition {names}", names=", ".join(sorted(unknown))),
            hint=tr("There are {names}.", names=held) if held else tr("There are none on this day."),
        )
    rows = []
    signed, regimes = _signatories(knowledge), _regimes(out)
    for one in out:
        if editions and one.edition.id not in editions:
            continue
        countries = {row.country: row for row in one.countries}
        for supply in one.supplies:
            row = countries[supply.country]
            if kinds and not set(kinds) & set(row.kinds.split(";")):
                continue
            begins, ends = signed.get(row.country, (None, None))
            regime = regimes.get(row.country)
            rows.append(
                SpreadRow(
                    edition=one.edition.id,
                    year=one.edition.year,
                    country=row.country,
                    country_as_printed=row.name_as_printed,
                    supplier=knowledge.name_of(supply.organisation)
                    if supply.organisation
                    else supply.supplier_as_printed,
                    supplier_as_printed=supply.supplier_as_printed,
                    organisation=supply.organisation,
                    kinds=row.kinds,
                    regime_as_printed=row.regime,
                    vdem_regime=regime.regime if regime else None,
                    vdem_year=regime.year if regime else None,
                    belt_and_road=row.belt_and_road,
                    belt_and_road_from=begins,
                    belt_and_road_until=ends,
                    chinese_supply=row.chinese_supply,
                    locator=supply.locator,
                    source=one.edition.source.url,
                )
            )
    wanted = {_supplier(name, rows) for name in suppliers}
    rows = [row for row in rows if not wanted or row.supplier in wanted]
    return sorted(rows, key=lambda row: (row.year, row.country, row.supplier.casefold()))


def differences(rows: Iterable[SpreadRow], between: str) -> list[Difference]:
    """What two editions, or two suppliers, have in common and not.

    That an edition no longer names a supplier is no withdrawal: editions count and leave out
    different things.

    Args:
        rows: Rows of exactly two editions, or of exactly two suppliers.
        between: `editions` or `suppliers`.

    Raises:
        LamppostError: They are not of exactly two.
    """
    rows = list(rows)
    if between == "suppliers" and len({row.edition for row in rows}) > 1:
        raise LamppostError(
            tr("two suppliers are compared within one edition"), hint=tr("Name it with --edition.")
        )
    sides: dict[str, set[tuple[str, str]]] = {}
    for row in rows:
        if between == "editions":
            sides.setdefault(row.edition, set()).add((row.country, row.supplier))
        else:
            sides.setdefault(row.supplier, set()).add((row.country, ""))
    if len(sides) != 2:
        raise _not_two(between, len(sides))
    (first, ours), (second, theirs) = sorted(sides.items())
    held = {
        key: "both" if key in ours and key in theirs else first if key in ours else second
        for key in ours | theirs
    }
    return [
        Difference(country=country, supplier=supplier, held_by=by)
        for (country, supplier), by in sorted(held.items())
    ]


def _not_two(between: str, count: int) -> LamppostError:
    if between == "editions":
        message = tr("a comparison needs two editions, there are {count}", count=count)
        return LamppostError(message, hint=tr("Name two with --edition."))
    message = tr("a comparison needs two suppliers, there are {count}", count=count)
    return LamppostError(message, hint=tr("Name two with --supplier."))


def _regimes(out: Sequence[Indexed]) -> dict[str, RegimeRow]:
    """V-Dem's type of each country, from the newest edition that prints them."""
    return {row.country: row for one in out for row in one.regimes}


def _signatories(knowledge: Knowledge) -> dict[str, tuple[str | None, str | None]]:
    """First and end day of each country's membership that had begun by the day asked about."""
    found = {}
    for fact in knowledge.store.ever_about("belt-and-road", MEMBER_OF):
        row: Membership = fact.row
        begun = row.valid_from is not None and row.valid_from <= knowledge.as_of
        if begun and knowledge.is_known(row.id, row.source.retrieved):
            ended = row.valid_to if row.valid_to and row.valid_to <= knowledge.as_of else None
            found[row.country] = (_day(row.valid_from), _day(ended))
    return found


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _supplier(name: str, rows: Sequence[SpreadRow]) -> str:
    names = {row.supplier: [row.supplier_as_printed, row.organisation or row.supplier] for row in rows}
    found = find_name(name, GivenNames(names))
    if found is None:
        raise LamppostError(
            tr("no supplier {name} in these editions", name=repr(name)),
            hint=tr("Names are matched as in `ask company`."),
        )
    return found.id
