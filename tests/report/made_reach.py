"""Made exchanges, seats and laws."""

from tests.report.made_links import said

from lamppost.model.reach import Exchange, LawGround, LawReach, Seat


def exchange(port, traffic, **changes):
    """What went over one port."""
    fields = {
        "port": port,
        "opened_by": "device",
        "connections": 3,
        "sent_bytes": 9_120,
        "received_bytes": 9_120,
        "sent_packets": 120,
        "received_packets": 120,
        "active_s": 12.5,
        "traffic": traffic,
    } | changes
    return Exchange(**fields)


def seat(country, organisation, *, by="registered_in", status="confirmed"):
    """A country that an organisation is in."""
    link = said(organisation, by, country, f"{organisation.lower().replace(' ', '-')}-{by}", status=status)
    return Seat(country=country, by=by, status=status, chain=[link])


def law(name, country, organisation, through, **changes):
    """A law over an organisation, resting on the ground of the same law and organisation."""
    fields = {
        "law": name.lower().replace(" ", "-"),
        "name": name,
        "country": country,
        "organisation": organisation.lower().replace(" ", "-"),
        "organisation_name": organisation,
        "through": through,
        "seat": country,
        "seat_by": "registered_in",
        "bound": "section 7(1)",
        "in_force_from": "2019-01-01",
        "status": "confirmed",
        "ground": f"law-{len(name):06x}{len(organisation):06x}",
    } | changes
    return LawReach(**fields)


def _days(row):
    if row.in_force_from is None:
        return "the day it came into force is not held"
    return f"in force since {row.in_force_from}"


def ground(row, *before):
    """The chain behind a law."""
    chain = [
        *before,
        said(row.organisation_name, row.seat_by, row.seat, f"{row.organisation}-seat"),
        said(row.name, "in_force", _days(row), row.law, original=None),
        said(row.name, "bound", row.bound, f"{row.law}-bound", locator=row.bound),
    ]
    return LawGround(id=row.ground, chain=chain)


def hostile_law(row, value):
    """A law whose every word is hostile."""
    return law(
        value,
        "no",
        value,
        "operator",
        bound=value,
        in_force_from=value,
        ground=f"law-{row:012x}",
        status="stale",
    )


OPERATOR_LAW = law("Example Access Act", "no", "Example Cloud", "operator")
OWNER_LAW = law(
    "Example Service Act",
    "eu",
    "Example Holding",
    "owner",
    owner_of="maker",
    seat="de",
    in_force_from=None,
    status="candidate",
)
