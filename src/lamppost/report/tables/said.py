"""What was judged, what was not read or not known, and what all of it rests on."""

from collections.abc import Iterator

from lamppost.model.result import ResultDocument, Verdict, gravity
from lamppost.model.vocabulary import WATCHING_KINDS
from lamppost.report.reading import how_read
from lamppost.report.tables.shape import Links, Row, Table, Value, columns


def _told(result: ResultDocument) -> list[Verdict]:
    """The verdicts, the gravest first; those on cameras of homes are left out as these are."""
    homes = {one.id for one in result.sites if one.is_home}
    return sorted((row for row in result.verdicts if row.subject not in homes), key=gravity)


def _verdicts(result: ResultDocument, links: Links) -> Iterator[Row]:
    for row in _told(result):
        yield (
            row.id,
            row.subject,
            row.policy,
            row.rule,
            row.kind,
            row.severity,
            row.suppressed_by,
            row.reason,
            row.question,
            row.remedy,
            row.law,
            links.chain(row.chain),
        )


def _asked(result: ResultDocument, links: Links) -> Iterator[Row]:
    del links
    for row in _told(result):
        for fact, value in sorted(row.asked.items()):
            yield row.id, fact, _as_text(value)


def _as_text(value: object) -> str | None:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return "; ".join(map(str, value))
    return None if value is None else str(value)


def _suppressions(result: ResultDocument, links: Links) -> Iterator[Row]:
    del links
    for row in result.suppressions:
        yield (
            row.id,
            row.policy,
            row.rule,
            row.by,
            row.subject,
            row.who,
            row.why,
            str(row.until),
            row.state,
            row.note,
            row.file,
            row.line,
            len(row.verdicts),
        )


def _coverage(result: ResultDocument, links: Links) -> Iterator[Row]:
    """What could not be shown, measured; then the next proofs."""
    del links
    held = result.coverage
    yield from (("gap", gap.code, gap.text, gap.count, gap.of) for gap in held.gaps)
    vlans = ", ".join(map(str, held.vlan_ids)) or ("none told" if held.packets is None else "none tagged")
    yield "covered", "vlans", f"VLANs seen: {vlans}", len(held.vlan_ids), None
    counts: list[tuple[str, str, int | None]] = [
        ("packets", "packets read", held.packets),
        ("hours", "hours with traffic", held.hours_with_traffic),
        ("connections", "connections", held.connections),
        ("connections-without-name", "connections without a name", held.connections_without_name),
        *(
            [("connections-logged", "connections that logs tell", held.connections_logged)]
            if held.connections_logged
            else []
        ),
        ("rows", "rows of lists that were read", held.rows),
        ("rows-not-read", "rows of lists that were not read", held.rows_not_read),
    ]
    yield from (("covered", code, text, count, None) for code, text, count in counts)
    yield from (("next_proof", None, text, None, None) for text in held.next_proofs)


def _counted(result: ResultDocument, links: Links) -> Iterator[Row]:
    """Devices that are counted and not described."""
    del links
    for kind, count in sorted(result.device_counts.items()):
        if kind not in WATCHING_KINDS and kind != "unknown":
            yield kind, count, None, None
    for unknown in result.unknown_devices:
        yield "unknown", unknown.count, unknown.mac_block, unknown.reason


def _issues(result: ResultDocument, links: Links) -> Iterator[Row]:
    del links
    yield from ((one.evidence, one.row, one.what, one.expected, one.hint) for one in result.issues)


def _evidence(result: ResultDocument, links: Links) -> Iterator[Row]:
    del links
    for one in result.evidence:
        yield (
            one.id,
            one.path,
            one.format,
            one.read,
            how_read(one),
            one.size_bytes,
            one.sha256,
            one.rows,
            one.rows_not_read,
            one.rows_in_part,
            one.encoding,
        )


def _columns_read(result: ResultDocument, links: Links) -> Iterator[Row]:
    del links
    for file in result.evidence:
        for one in file.columns_as:
            yield file.id, one.sheet, one.place, one.heading, one.field, one.by


def _policies(result: ResultDocument, links: Links) -> Iterator[Row]:
    del links
    yield from ((one.id, one.name, one.sha256) for one in result.policies)


def _rules(result: ResultDocument, links: Links) -> Iterator[Row]:
    """Rules in their own words; those that only verdicts name, by their ids."""
    del links
    held = {(policy.id, rule.id): rule for policy in result.policies for rule in policy.rules}
    for policy, rule in sorted(held.keys() | {(row.policy, row.rule) for row in result.verdicts}):
        told = held.get((policy, rule))
        words: tuple[Value, ...] = (None,) * 7
        if told:
            words = (
                told.title,
                told.severity,
                told.why,
                told.remedy,
                told.false_alarms,
                told.law,
                told.url or None,
            )
        yield (policy, rule, *words)


def _context(result: ResultDocument, links: Links) -> Iterator[Row]:
    del links
    for one in result.policies:
        yield from ((one.id, fact, _as_text(value)) for fact, value in sorted(one.context.items()))


def _packs(result: ResultDocument, links: Links) -> Iterator[Row]:
    del links
    for one in result.packs:
        yield one.id, one.version, one.day, one.origin, one.licence, one.sha256, one.signed_by


def _references(result: ResultDocument, links: Links) -> Iterator[Row]:
    del links
    yield from ((one.id, one.version, one.day, one.use) for one in result.tables)


def _about(result: ResultDocument, links: Links) -> Iterator[Row]:
    del links
    held = result.coverage
    yield "tool", result.tool.name
    yield "tool_version", result.tool.version
    yield "schema_version", result.schema_version
    yield "as_of", str(result.as_of)
    yield "first_seen_at", held.first_seen_at
    yield "last_seen_at", held.last_seen_at


SAID = (
    Table(
        name="verdict",
        means="what one rule says of one device or row; the gravest first",
        columns=columns(
            "id", "thing>thing", "policy>policy", "rule", "kind", "severity", "suppressed_by>suppression", "reason",
            "question", "remedy", "law", "chain:chain",
        ),
        rows=_verdicts,
        key=("id",),
    ),
    Table(
        name="asked",
        means="a fact that a rule asked for, as it was known; nothing where it was not known",
        columns=columns("verdict>verdict", "fact", "value"),
        rows=_asked,
    ),
    Table(
        name="suppression",
        means="a named, dated, reasoned exception; the verdict stays",
        columns=columns(
            "id", "policy", "rule", "by", "subject", "who", "why", "until:day", "state", "note", "file", "line:int",
            "n_verdicts:int",
        ),
        rows=_suppressions,
        key=("id",),
    ),
    Table(
        name="coverage",
        means="outside the light: a gap that was measured, what is covered, or the next proof",
        columns=columns("what", "code", "text", "count:int", "of:int"),
        rows=_coverage,
    ),
    Table(
        name="counted",
        means="devices that are counted and not described",
        columns=columns("kind", "count:int", "mac_block", "reason"),
        rows=_counted,
    ),
    Table(
        name="issue",
        means="something that could not be read",
        columns=columns("file", "file_row:int", "what", "expected", "hint"),
        rows=_issues,
    ),
    Table(
        name="evidence",
        means="a file that was handed over",
        columns=columns(
            "id", "path", "format", "read", "how_read", "size_bytes:int", "sha256", "rows:int", "rows_not_read:int",
            "rows_in_part:int", "encoding",
        ),
        rows=_evidence,
        key=("id",),
    ),
    Table(
        name="column_read",
        means="a column of a list that was read, and as what",
        columns=columns("evidence>evidence", "sheet", "place", "heading", "read_as", "told_by"),
        rows=_columns_read,
    ),
    Table(
        name="policy",
        means="a policy that judged",
        columns=columns("id", "name", "sha256"),
        rows=_policies,
        key=("id",),
    ),
    Table(
        name="rule",
        means="a rule of a policy, in its own words",
        columns=columns(
            "policy>policy", "rule", "title", "severity", "why", "remedy", "false_alarms", "law", "url"
        ),
        rows=_rules,
        key=("policy", "rule"),
    ),
    Table(
        name="context",
        means="a fact about the user that a policy asks for; nothing where it was not told",
        columns=columns("policy>policy", "fact", "value"),
        rows=_context,
        key=("policy", "fact"),
    ),
    Table(
        name="pack",
        means="a pack of statements that was read",
        columns=columns("id", "version", "day:day", "origin", "licence", "sha256", "signed_by"),
        rows=_packs,
    ),
    Table(
        name="reference",
        means="a table that others maintain",
        columns=columns("id", "version", "day:day", "use"),
        rows=_references,
    ),
    Table(
        name="about",
        means="which program made the result, and for which day",
        columns=columns("key", "value"),
        rows=_about,
        key=("key",),
    ),
)  # fmt: skip
