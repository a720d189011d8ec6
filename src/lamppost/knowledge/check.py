"""Whether packs keep their promises: sources, ids, references, days, examples."""

import ipaddress
import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from functools import reduce

from lamppost.knowledge.check_records import (
    check_deployments,
    check_laws,
    check_optics,
    check_places,
    check_registers,
    passages_of,
)
from lamppost.knowledge.check_source import check_source, check_words
from lamppost.knowledge.endless import fault_of
from lamppost.knowledge.files import check_facts
from lamppost.knowledge.optics import rows_of
from lamppost.knowledge.packs import Packs
from lamppost.knowledge.spelling import folded
from lamppost.knowledge.structs import (
    AddressRange,
    Brand,
    Fingerprint,
    HostName,
    Network,
    Organisation,
    Statement,
)
from lamppost.model.errors import LamppostError
from lamppost.model.language import tr
from lamppost.model.policy import Policy

REFERENCES = frozenset({"built_by", "sold_by", "subsidiary_of"})
"""Properties whose value is an organisation; one side of a dispute may answer in words instead."""
COUNTRIES = frozenset({"registered_in", "based_in"})


def check_packs(packs: Packs) -> list[str]:
    """What is wrong, one line each, sorted; empty if nothing is.

    Args:
        packs: Packs that decode; their schemas have held already.
    """
    parts = (
        _ids,
        _statements,
        _fingerprints,
        _networks,
        _lists,
        check_laws,
        check_deployments,
        check_optics,
        check_places,
        check_registers,
        _corrections,
        _measured,
        _like_names,
    )
    return sorted({problem for part in parts for problem in part(packs)})


def overdue_rows(packs: Packs, as_of: date) -> Iterator[str]:
    """What should have been reviewed before a day, one line per file or list, sorted; retracted rows aside."""
    passed: dict[str, list[tuple[date, str]]] = {}
    for holder, row_id, review_by in sorted(reviews_of(packs)):
        if review_by < as_of:
            passed.setdefault(holder, []).append((review_by, row_id))
    for holder, rows in passed.items():
        day, row_id = min(rows)
        count = "1 row is" if len(rows) == 1 else f"{len(rows)} rows are"
        yield f"{holder}: {count} past the day of review, first {row_id} on {day}"


def reviews_of(packs: Packs) -> Iterator[tuple[str, str, date]]:
    """File or list, row and day of review of everything that has one."""
    for part, holders in (("organisations", packs.organisations), ("brands", packs.brands)):
        for holder in holders.values():
            rows = (row for row in holder.statements if row.id not in packs.corrections)
            yield from ((f"{part}/{holder.id}", row.id, row.review_by) for row in rows)
    yield from (("fingerprints", row.id, row.review_by) for row in packs.fingerprints.values())
    yield from (("like_names", row.id, row.review_by) for row in packs.like_names.values())
    for network in packs.networks.values():
        yield from ((f"networks/{network.id}", row.id, row.review_by) for row in _network_rows(network))
    for name, listed in packs.lists.items():
        kept = (row for row in listed.entries if row.id not in packs.corrections)
        yield f"lists/{name}", name, listed.file.review_by
        yield from ((f"lists/{name}", rule.id, rule.review_by) for rule in listed.file.rules)
        yield from ((f"lists/{name}", row.id, row.review_by) for row in kept)
    for name, held in packs.policies.items():
        yield from ((f"policies/{name}", rule.id, rule.law.review_by) for rule in held.policy.rules)
    yield from (("deployments", one.edition.id, one.edition.review_by) for one in packs.editions.values())
    for part, files in (
        ("laws", packs.laws),
        ("deployments/projects", packs.projects),
        ("places", packs.places),
        ("places/unions", packs.unions),
        ("optics", packs.optics),
        ("places/registers", packs.registers),
    ):
        yield from ((part, one.id, one.review_by) for one in files.values())


def check_questions(policy: Policy, facts: Collection[str]) -> list[str]:
    """What is wrong with the keys of a policy's questions: taken by a fact about devices, or given twice.

    Args:
        policy: The policy.
        facts: Names that rules use for what is known of a device.
    """
    keys = Counter(question.key for question in policy.questions)
    return [
        *(
            f"{policy.id}: question {key!r} has the name of a fact about the device"
            for key in keys
            if key in facts
        ),
        *(
            f"{policy.id}: question {key!r} is asked {count} times"
            for key, count in keys.items()
            if count > 1
        ),
    ]


def check_context(context: Mapping[str, object], policies: Sequence[Policy], name: str) -> None:
    """Refuse facts about the user that the chosen policies do not ask for, or not so.

    Without a policy any facts are allowed, as long as they are texts and truth values.

    Args:
        context: The facts; null for one that was not told.
        policies: The chosen policies.
        name: How errors name the file.

    Raises:
        LamppostError: A key that no question has, a value of another type, or a word that the question
            does not allow; the message names file and key, and what was expected.
    """
    check_facts(context, name)
    questions = [question for policy in policies for question in policy.questions]
    keys = sorted({question.key for question in questions})
    for key in context if policies else ():
        if key not in keys:
            raise LamppostError(
                tr(
                    "{file}: {key} is no fact that {policies} asks for",
                    file=name,
                    key=repr(key),
                    policies=", ".join(policy.id for policy in policies),
                ),
                hint=tr("Expected any of {keys}.", keys=", ".join(keys))
                if keys
                else tr("No facts are asked for."),
            )
    for question in questions:
        value = context.get(question.key)
        if value is None:
            continue
        if isinstance(value, bool) is not (question.type == "bool"):
            is_bool = question.type == "bool"
            wanted = tr("true or false, without quotes") if is_bool else tr("a text in quotes")
        elif question.values and value not in question.values:
            first, *others = [f'"{word}"' for word in question.values]
            wanted = reduce(lambda one, other: tr("{one} or {other}", one=one, other=other), others, first)
        else:
            continue
        shown = str(value).lower() if isinstance(value, bool) else f'"{value}"'
        raise LamppostError(
            tr(
                "{file}: {key} is {value}; expected {wanted}",
                file=name,
                key=question.key,
                value=shown,
                wanted=wanted,
            ),
            hint=tr(question.text),
        )


def check_home(networks: Sequence[str]) -> None:
    """Refuse a network of the user's that is none.

    Raises:
        LamppostError: The message names it.
    """
    for text in networks:
        try:
            ipaddress.ip_network(text, strict=False)
        except ValueError:
            raise LamppostError(
                tr("--home {value}: not a network", value=repr(text)),
                hint=tr("Write a network as 192.0.2.0/24."),
            ) from None


def _ids(packs: Packs) -> Iterator[str]:
    for name, count in Counter(_row_ids(packs)).items():
        if count > 1:
            yield f"{name}: this id is given {count} times; ids are unique and stable"


def _row_ids(packs: Packs) -> Iterator[str]:
    """The id of every row that an output may name."""
    yield from (row.id for law in packs.laws.values() for row in passages_of(law))
    yield from (row.id for project in packs.projects.values() for row in project.passages)
    yield from (turn.id for rule in packs.places.values() for turn in rule.turns)
    yield from (row.id for union in packs.unions.values() for row in union.members)
    yield from (row.id for register in packs.registers.values() for row in register.passages)
    yield from (row.id for organisation in packs.organisations.values() for row in organisation.statements)
    yield from (row.id for brand in packs.brands.values() for row in brand.statements)
    yield from packs.fingerprints
    yield from (row.id for file in packs.optics.values() for row in rows_of(file))
    yield from packs.like_names
    yield from (row.id for network in packs.networks.values() for row in _network_rows(network))
    for listed in packs.lists.values():
        yield from (row.id for row in listed.entries)
        yield from (row.id for row in listed.file.rules)


def _corrections(packs: Packs) -> Iterator[str]:
    """Whether each correction speaks of rows that are still here, and says enough."""
    ids = set(_row_ids(packs)) if packs.corrections else set()
    for row in packs.corrections.values():
        if row.row not in ids:
            yield f"{row.row}: corrected, but no pack holds it; a row that was wrong stays where it is"
        if row.replaced_by is not None and row.replaced_by not in ids:
            yield f"{row.row}: replaced by {row.replaced_by!r}, which no pack holds"
        if not row.why or not row.said_by:
            yield f"{row.row}: a correction says why, and who says so"


def _measured(packs: Packs) -> Iterator[str]:
    """Whether each measure is of a maker that is held, and counts no device twice."""
    for row in packs.measured.values():
        if row.maker not in packs.organisations:
            yield f"measured.csv: {row.maker}: no pack describes this maker"
        if row.named_right > row.devices:
            yield f"measured.csv: {row.maker}: {row.named_right} named rightly of {row.devices} devices"


def _like_names(packs: Packs) -> Iterator[str]:
    """Whether each like name is of an organisation that is held, and is no name of that one."""
    for row in packs.like_names.values():
        held = packs.organisations.get(row.organisation)
        if held is None:
            yield f"{row.id}: no pack describes {row.organisation!r}"
        elif folded(row.name_as_printed) in {folded(said.value) for said in held.statements}:
            yield f"{row.id}: {row.name_as_printed!r} is a name of {row.organisation} itself"


def _statements(packs: Packs) -> Iterator[str]:
    holders: list[Organisation | Brand] = [*packs.organisations.values(), *packs.brands.values()]
    known = {row.id for holder in holders for row in holder.statements}
    for holder in holders:
        for row in holder.statements:
            yield from check_source(row.id, row.source, row.review_by)
            yield from _statement(row, packs, known)


def _statement(row: Statement, packs: Packs, known: set[str]) -> Iterator[str]:
    yield from check_words(row.id, row.source, row.original)
    if row.valid_from and row.valid_to and row.valid_from >= row.valid_to:
        yield f"{row.id}: ends on {row.valid_to} before it begins on {row.valid_from}"
    if row.property in REFERENCES and row.value not in packs.organisations and not row.disputed_by:
        yield f"{row.id}: {row.property} names {row.value!r}, which no pack describes"
    if row.property in COUNTRIES and not re.fullmatch(r"[a-z]{2}", row.value):
        yield f"{row.id}: {row.value!r} is not a country code in lower case"
    for other in row.disputed_by:
        if other not in known:
            yield f"{row.id}: disputed by {other!r}, which no pack holds"


def _fingerprints(packs: Packs) -> Iterator[str]:
    for row in packs.fingerprints.values():
        for source in row.sources:
            yield from check_source(row.id, source, row.review_by)
        for organisation in (row.shows.maker, row.shows.builder):
            if organisation and organisation not in packs.organisations:
                yield f"{row.id}: shows {organisation!r}, which no pack describes"
        if row.evidence == "cloud_name" and (row.shows.kind or row.shows.watches or row.shows.may_watch):
            yield f"{row.id}: a name that a device asks for says nothing of its kind: a browser asks for it too"
        if row.shows.kind is None and not (
            row.shows.maker or row.shows.builder or row.shows.watches or row.shows.may_watch
        ):
            yield f"{row.id}: shows nothing"
        yield from _pattern(row)


def _pattern(row: Fingerprint) -> Iterator[str]:
    try:
        pattern = re.compile(row.pattern, re.IGNORECASE)
    except re.error as error:
        yield f"{row.id}: pattern {row.pattern!r}: {error}"
        return
    if (fault := fault_of(row.pattern)) is not None:
        yield f"{row.id}: pattern {row.pattern!r} {fault}"
        return
    for text in row.examples:
        if not pattern.search(text):
            yield f"{row.id}: does not match its example {text!r}"
    for text in row.non_examples:
        if pattern.search(text):
            yield f"{row.id}: matches its counter-example {text!r}"


def _networks(packs: Packs) -> Iterator[str]:
    suffixes: Counter[str] = Counter()
    for network in packs.networks.values():
        if network.id not in packs.organisations:
            yield f"networks/{network.id}: no organisation of that id"
        for host in network.names:
            suffixes[host.suffix] += 1
            yield from check_source(host.id, host.source, host.review_by)
            if host.organisation not in packs.organisations:
                yield f"{host.id}: run by {host.organisation!r}, which no pack describes"
            if host.suffix != host.suffix.lower().strip(".") or "." not in host.suffix:
                yield f"{host.id}: {host.suffix!r} is not a host name in lower case"
        for held in network.ranges:
            yield from check_source(held.id, held.source, held.review_by)
            for prefix in held.prefixes:
                try:
                    ipaddress.ip_network(prefix)
                except ValueError as error:
                    yield f"{held.id}: {error}"
    for suffix, count in suffixes.items():
        if count > 1:
            yield f"{suffix}: held {count} times; one name has one owner"


def _lists(packs: Packs) -> Iterator[str]:
    for name, listed in packs.lists.items():
        yield from check_source(name, listed.file.source, listed.file.review_by)
        if listed.file.id != name:
            yield f"lists/{name}: id is {listed.file.id!r}, not the folder's name"
        entries = {row.id for row in listed.entries}
        for rule in listed.file.rules:
            yield from check_source(rule.id, rule.source, rule.review_by)
            yield from check_words(rule.id, rule.source, rule.original)
            if rule.valid_from and rule.valid_to and rule.valid_from >= rule.valid_to:
                yield f"{rule.id}: ends on {rule.valid_to} before it begins on {rule.valid_from}"
            yield from (
                f"{rule.id}: speaks of {entry!r}, which the list does not hold"
                for entry in rule.entries
                if entry not in entries
            )
        if listed.file.held == "whole" and listed.file.stated_size not in (None, len(listed.entries)):
            yield f"lists/{name}: held whole, but {len(listed.entries)} of {listed.file.stated_size} names are here"
        for row in listed.entries:
            if row.organisation is not None and row.organisation not in packs.organisations:
                yield f"{row.id}: names {row.organisation!r}, which no pack describes"
            if row.removed_on and row.removed_on <= row.listed_on:
                yield f"{row.id}: removed on {row.removed_on}, before it was listed"
            if row.read == "here" and not row.original:
                yield f"{row.id}: read here, but the words as printed are missing"
            if not row.source_url.startswith(("https://", "http://")):
                yield f"{row.id}: {row.source_url!r} is no web address"
            if row.review_by <= row.retrieved:
                yield f"{row.id}: to be reviewed by {row.review_by}, before it was retrieved"


def _network_rows(network: Network) -> list[HostName | AddressRange]:
    return [*network.names, *network.ranges]
