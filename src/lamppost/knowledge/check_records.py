"""Whether the packs of laws, deployments, places and optics keep their promises."""

from collections import Counter
from collections.abc import Iterator

from lamppost.knowledge.check_source import check_source, check_words
from lamppost.knowledge.optics import rows_of
from lamppost.knowledge.packs import Indexed, Packs
from lamppost.knowledge.records import AccessLaw, Passage


def passages_of(law: AccessLaw) -> list[Passage]:
    """Every passage of a law, whichever question it answers."""
    return [*law.bound, *law.asked, *law.oversight, *law.secrecy, *law.abroad]


def check_laws(packs: Packs) -> Iterator[str]:
    """What is wrong with the laws."""
    for law in packs.laws.values():
        for source in law.sources:
            yield from check_source(law.id, source, law.review_by)
        for row in passages_of(law):
            yield from check_source(row.id, row.source, law.review_by)
            yield from check_words(row.id, row.source, row.original)
        if law.in_force_from and law.in_force_to and law.in_force_from >= law.in_force_to:
            yield f"{law.id}: ends before it begins"
        if not passages_of(law):
            yield f"{law.id}: no passage of it is held"


def check_deployments(packs: Packs) -> Iterator[str]:
    """What is wrong with the editions and the projects."""
    for name, one in packs.editions.items():
        yield from check_source(name, one.edition.source, one.edition.review_by)
        yield from (f"deployments/{name}: {problem}" for problem in _edition(name, one, packs))
    for project in packs.projects.values():
        for supplier in project.suppliers:
            if supplier not in packs.organisations:
                yield f"{project.id}: supplied by {supplier!r}, which no pack describes"
        for row in project.passages:
            yield from check_source(row.id, row.source, project.review_by)
            yield from check_words(row.id, row.source, row.original)


def check_places(packs: Packs) -> Iterator[str]:
    """What is wrong with the rules and cases by place."""
    for rule in packs.places.values():
        if rule.holds_from and rule.holds_to and rule.holds_from >= rule.holds_to:
            yield f"{rule.id}: ends before it begins"
        days = [turn.on for turn in rule.turns]
        if days != sorted(days):
            yield f"{rule.id}: its turns are not in the order of their days"
        for turn in rule.turns:
            yield from check_source(turn.id, turn.source, rule.review_by)
            yield from check_words(turn.id, turn.source, turn.original)

    for union in packs.unions.values():
        for row in union.members:
            yield from check_source(row.id, row.source, union.review_by)
            yield from check_words(row.id, row.source, row.original)
            if row.valid_from and row.valid_to and row.valid_from >= row.valid_to:
                yield f"{row.id}: ends before it begins"


def check_optics(packs: Packs) -> Iterator[str]:
    """What is wrong with the pack of optics."""
    for file in packs.optics.values():
        if not rows_of(file):
            yield f"{file.id}: no row"
        for row in rows_of(file):
            if row.source is not None:
                yield from check_source(row.id, row.source, file.review_by)
                yield from check_words(row.id, row.source, row.original)
            elif row.original:
                yield f"{row.id}: has words as printed, but no source"
        densities = [row.px_per_m for row in file.levels]
        if densities != sorted(set(densities)):
            yield f"{file.id}: its levels are not in the order of their pixels to a metre"
        if (file.standard is None) == bool(file.levels):
            yield f"{file.id}: a standard has a short name and levels; nothing else has"
        if file.levels and sum(row.of_strangers for row in file.levels) != 1:
            yield f"{file.id}: one level is that of strangers"


def check_registers(packs: Packs) -> Iterator[str]:
    """What is wrong with the registers of cameras."""
    for register in packs.registers.values():
        for row in register.passages:
            yield from check_source(row.id, row.source, register.review_by)
            yield from check_words(row.id, row.source, row.original)
        if register.access == "refused" and register.law is None:
            yield f"{register.id}: refused, but under which law is not said"


def _edition(name: str, one: Indexed, packs: Packs) -> Iterator[str]:
    if one.edition.id != name:
        yield f"id is {one.edition.id!r}, not the folder's name"
    countries = Counter(row.country for row in one.countries)
    for code, count in countries.items():
        if count > 1:
            yield f"{code} stands {count} times"
    for row in one.countries:
        for kind in sorted(set(row.kinds.split(";")) - {"", *one.edition.kinds}):
            yield f"{row.country}: no kind {kind!r} in this edition"
    for supply in one.supplies:
        if supply.country not in countries:
            yield f"{supply.supplier_as_printed} in {supply.country}, which has no row"
        if supply.organisation is not None and supply.organisation not in packs.organisations:
            yield f"{supply.organisation!r}, which no pack describes"
