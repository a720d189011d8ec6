"""Advisories in the Open Source Vulnerability format, from files of the user's, held against pins.

The format is <https://ossf.github.io/osv-schema/>, and whether a version is affected follows its section on evaluation. It is what
the Python Packaging Advisory Database (`vulns/*/PYSEC-*.yaml`) and the exports of osv.dev (`PyPI/all.zip`) are written in.
"""

import json
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from packaging.utils import canonicalize_name
from packaging.version import InvalidVersion, Version

MAX_RECORD_BYTES = 8 << 20
_ENDINGS = (".json", ".yaml", ".yml")
_TEXTS = getattr(yaml, "CBaseLoader", yaml.BaseLoader)  # every value as it is written: 2.10 is no number here
_NULLS = (None, "", "null", "~")


class AdvisoryError(Exception):
    """A file holds no advisory that can be read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One pin that an advisory says is affected."""

    name: str
    version: str
    advisory: str
    aliases: tuple[str, ...]
    summary: str
    fixed_in: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Searched:
    """What was looked through."""

    n_records: int
    """Advisories on packages of PyPI that are not withdrawn."""
    newest: str | None
    """The latest day on which any of them was changed; None if none says so."""
    found: tuple[Found, ...]


def search(path: Path, pins: dict[str, str]) -> Searched:
    """Every advisory that says a pinned version is affected.

    Args:
        path: A folder (looked through to its depths), a zip, or one file, of JSON or YAML.
        pins: Version by canonical name.

    Raises:
        AdvisoryError: It is missing, or a record in it cannot be read.
    """
    n_records, newest, found = 0, "", set()
    for record in read_records(path):
        try:
            about = _about_python(record)
            named = [(name, one) for name, one in about if name in pins and is_affected(pins[name], one)]
            found.update(_found(name, pins[name], record, one) for name, one in named)
        except (TypeError, AttributeError, KeyError, ValueError) as error:
            raise AdvisoryError(f"{record['id']}: {type(error).__name__}: {error}") from None
        if about:
            n_records += 1
            newest = max(newest, str(record.get("modified") or "")[:10])
    ordered = sorted(found, key=lambda one: (one.name, one.advisory))
    return Searched(n_records=n_records, newest=newest or None, found=tuple(ordered))


def read_records(path: Path) -> Iterator[dict[str, Any]]:
    """Every record of a folder, a zip or a file, by name."""
    if path.is_dir():
        for one in sorted(path.rglob("*")):
            if one.suffix in _ENDINGS and one.is_file():
                yield _record(one.read_bytes(), one.name)
    elif path.suffix == ".zip" and path.is_file():
        with zipfile.ZipFile(path) as packed:
            for entry in sorted(packed.infolist(), key=lambda entry: entry.filename):
                if entry.filename.endswith(_ENDINGS):
                    if entry.file_size > MAX_RECORD_BYTES:
                        raise AdvisoryError(
                            f"{entry.filename}: {entry.file_size} bytes, expected at most {MAX_RECORD_BYTES}"
                        )
                    yield _record(packed.read(entry), entry.filename)
    elif path.is_file():
        yield _record(path.read_bytes(), path.name)
    else:
        raise AdvisoryError(f"{path}: no such file or folder")


def is_affected(version: str, about: dict[str, Any]) -> bool:
    """Whether a version is one of those listed, or lies within a range (the format's `IsVulnerable`).

    Args:
        version: As pinned.
        about: One entry of `affected`.
    """
    pinned = Version(version)
    listed = [_version(one) for one in about.get("versions") or []]
    if pinned in listed:
        return True
    ranges = [one for one in about.get("ranges") or [] if one.get("type") != "GIT"]
    return any(_is_within(pinned, one.get("events") or []) for one in ranges)


def _about_python(record: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    """What a record that is not withdrawn says of packages of PyPI, by canonical name."""
    if record.get("withdrawn") not in _NULLS:
        return []
    told = [(one["package"], one) for one in record.get("affected") or [] if one.get("package")]
    return [
        (canonicalize_name(package["name"]), one) for package, one in told if package["ecosystem"] == "PyPI"
    ]


def _is_within(pinned: Version, told: list[dict[str, Any]]) -> bool:
    events = [{kind: str(text) for kind, text in one.items()} for one in told]
    limits = [one["limit"] for one in events if "limit" in one]
    if limits and not any("*" in limit or _is_before(pinned, limit) for limit in limits):
        return False
    is_in = False
    for kind, text in sorted(
        ((kind, text) for one in events for kind, text in one.items() if kind != "limit"),
        key=lambda pair: _order(*pair),
    ):
        if text == "0" and kind == "introduced":
            is_in = True
            continue
        at = _version(text)
        if at is None:
            is_in = is_in or kind == "introduced"  # a version that nobody can place is taken for the worse
        elif kind == "introduced" and pinned >= at:
            is_in = True
        elif (kind == "fixed" and pinned >= at) or (kind == "last_affected" and pinned > at):
            is_in = False
    return is_in


def _order(kind: str, text: str) -> tuple[bool, Version, bool]:
    at = _version("0.dev0" if text == "0" and kind == "introduced" else text)
    return at is not None, at or Version("0"), kind != "fixed"


def _is_before(pinned: Version, limit: str) -> bool:
    at = _version(limit)
    return at is None or pinned < at


def _version(text: object) -> Version | None:
    try:
        return Version(str(text))
    except InvalidVersion:
        return None


def _record(content: bytes, name: str) -> dict[str, Any]:
    try:
        if len(content) > MAX_RECORD_BYTES:
            raise AdvisoryError(f"{name}: {len(content)} bytes, expected at most {MAX_RECORD_BYTES}")
        record = json.loads(content) if name.endswith(".json") else yaml.load(content, _TEXTS)
    except (ValueError, yaml.YAMLError, RecursionError) as error:
        raise AdvisoryError(f"{name}: {type(error).__name__}") from None
    if not isinstance(record, dict) or "id" not in record:
        raise AdvisoryError(f"{name}: no advisory: it has no id")
    return record


def _found(name: str, version: str, record: dict[str, Any], about: dict[str, Any]) -> Found:
    events = [
        event
        for one in about.get("ranges") or []
        if one.get("type") != "GIT"
        for event in one.get("events") or []
    ]
    return Found(
        name=name,
        version=version,
        advisory=str(record["id"]),
        aliases=tuple(sorted(str(one) for one in record.get("aliases") or [])),
        summary=str(record.get("summary") or record.get("details") or "").split("\n")[0][:200],
        fixed_in=tuple(dict.fromkeys(str(one["fixed"]) for one in events if "fixed" in one)),
    )
