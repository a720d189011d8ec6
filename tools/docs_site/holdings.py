"""What the packs hold: version, day, licence, the credit that is due, how many rows, and what is known to be missing."""

from docs_site.marking import code, page, table, words
from lamppost import pipeline
from lamppost.knowledge.packs import SHIPPED, Listed, Packs
from lamppost.knowledge.shares import credits_due, manifests, per_country, read_shares


def pages() -> dict[str, str]:
    """The page by its path."""
    packs = pipeline.load_packs()
    held, shares = manifests(SHIPPED), read_shares(packs)
    return {
        "reference/packs.md": page(
            "What the packs hold",
            "The packs that ship with this version. `lamppost packs list` prints the same of those that you have, and of yours.",
            table(
                (
                    "pack",
                    "version",
                    "day",
                    "licence",
                    "rows read in the source",
                    "known through another alone",
                ),
                [
                    (
                        f"[{code(one.id)}](#missing-{one.id})",
                        one.version,
                        str(one.day),
                        words(one.licence),
                        *map(str, shares.get(one.id, (0, 0))),
                    )
                    for one in held
                ],
            ),
            "## Credits due",
            "\n".join(f"* {words(credit)}" for credit in credits_due(packs, held)) or "None.",
            "## Lists",
            "“Whole” lists alone can answer *not listed*. For all others it is open.",
            table(
                ("list", "publisher", "country", "law", "held", "rows", "licence"),
                [_list(one) for one in packs.lists.values()],
            ),
            "## Laws of access",
            table(
                ("law", "country", "title"),
                [(code(one.id), one.country.upper(), words(one.name)) for one in packs.laws.values()],
            ),
            "## Places",
            "Rules and cases about the recognition of faces, by place.",
            table(
                ("rule or case", "place", "kind", "concerns"),
                [
                    (code(one.id), words(one.place_name), one.kind, words(one.concerns))
                    for one in packs.places.values()
                ],
            ),
            "## Statements by country",
            "Counted by the country in which the organisation that they speak of is registered, so that anyone can see whether one country is "
            "looked at harder than another.",
            _countries(packs),
            "## What is missing",
            *(f"### {one.id} {{ #missing-{one.id} }}\n\n{words(one.missing)}" for one in held),
        )
    }


def _list(one: Listed) -> tuple[str, ...]:
    file = one.file
    return (
        f"{code(file.id)}<br>{words(file.name)}",
        words(file.publisher),
        (file.country or "").upper(),
        words(file.legal_basis),
        "whole" if file.held == "whole" else "in part",
        str(len(one.entries)),
        words(file.licence),
    )


def _countries(packs: Packs) -> str:
    rows = [
        ("not known" if code_ == "??" else code_.upper(), str(count)) for code_, count in per_country(packs)
    ]
    return table(("country", "statements"), rows)
