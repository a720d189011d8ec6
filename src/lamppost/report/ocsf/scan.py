"""The event that says what was read, by which packs and policies, and what was not."""

from lamppost.model.result import ResultDocument
from lamppost.report.ocsf.events import Json, day_began, event, milliseconds, present
from lamppost.report.reading import how_read, is_read_whole
from lamppost.report.streets import credits_of, homes_left_out, sites_of
from lamppost.report.wording import plain

SCAN = (6007, "Scan Activity")


def scan(result: ResultDocument) -> Json:
    """What was read: a failure where a file was not read whole, for what is not there was not looked at."""
    whole = all(is_read_whole(file) for file in result.evidence)
    covered = result.coverage
    uid = "\x1f".join(file.sha256 for file in result.evidence)
    made = event(result, f"scan\x1f{uid}", SCAN, (2, "Completed"), day_began(result))
    made |= {
        "message": _message(result),
        "num_files": len(result.evidence),
        "num_detections": sum(row.kind == "fail" for row in result.verdicts),
        "num_skipped_items": sum(not is_read_whole(file) for file in result.evidence),
        "scan": {"name": "lamppost look", "type": "Manual", "type_id": 1},
        "start_time": milliseconds(covered.first_seen_at),
        "end_time": milliseconds(covered.last_seen_at),
        "status": "Success" if whole else "Failure",
        "status_detail": "every file was read whole" if whole else "not every file was read whole",
        "status_id": 1 if whole else 2,
        "unmapped": _rests_on(result) | _of_places(result) | _not_known(result),
    }
    return present(made)


def _message(result: ResultDocument) -> str:
    told = f"{len(result.evidence)} files, {len(result.devices)} devices and {len(result.assets)} rows"
    if result.street:
        told += f"; {len(sites_of(result))} cameras of maps"
    return f"{told}, as of {result.as_of}"


def _of_places(result: ResultDocument) -> Json:
    """Whom a map is owed to, how many cameras of homes were left out, and how much of the place is seen."""
    if not result.street:
        return {}
    return {
        "credits": [plain(text) for text in credits_of(result)],
        "homes_left_out": homes_left_out(result),
        "standard": plain(result.street.standard),
        "shares": [
            {
                "level": plain(one.level),
                "walls": one.walls,
                "unknown_directions": one.unknown_directions,
                "low": one.share.low,
                "middle": one.share.middle,
                "high": one.share.high,
            }
            for one in result.street.shares
            if one.by == "all"
        ],
    }


def _rests_on(result: ResultDocument) -> Json:
    return {
        "as_of": result.as_of.isoformat(),
        "evidence": [
            {"path": plain(file.path), "sha256": plain(file.sha256), "read": plain(how_read(file))}
            for file in result.evidence
        ],
        "packs": [f"{plain(one.id)} {plain(one.version)} {plain(one.sha256)}" for one in result.packs],
        "policies": [f"{plain(one.id)} {plain(one.sha256)}" for one in result.policies],
        "suppressions": [
            plain(f"{one.policy}/{one.rule} on {one.subject}: {one.note}") for one in result.suppressions
        ],
    }


def _not_known(result: ResultDocument) -> Json:
    return {
        "issues": [
            present({
                "file": plain(one.evidence),
                "row": one.row,
                "what": plain(one.what),
                "expected": plain(one.expected),
                "hint": plain(one.hint),
            })
            for one in result.issues
        ],
        "gaps": [
            present({"code": plain(one.code), "text": plain(one.text), "count": one.count, "of": one.of})
            for one in result.coverage.gaps
        ],
        "next_proofs": [plain(text) for text in result.coverage.next_proofs],
        "counted": dict(sorted(result.device_counts.items())),
    }  # fmt: skip
