"""Pack files as typed values, read from the shipped folder and from the user's own folders."""

import csv
import hashlib
import io
from collections.abc import Iterable, Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any, TypeVar

import msgspec
import yaml

from lamppost.knowledge import records, structs
from lamppost.model.errors import PackError
from lamppost.model.policy import Case, Cases, Policy
from lamppost.model.result import PackRef

T = TypeVar("T")

SHIPPED = Path(str(files("lamppost"))) / "packs"
MAX_FILE_BYTES = 16 * 1024 * 1024

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class Listed(msgspec.Struct, frozen=True, kw_only=True):
    """A list with its rows."""

    file: structs.ListFile
    entries: list[structs.ListEntry]


class Judged(msgspec.Struct, frozen=True, kw_only=True):
    """A policy with its cases and the hash of its files."""

    policy: Policy
    cases: list[Case]
    sha256: str
    origin: str


class Indexed(msgspec.Struct, frozen=True, kw_only=True):
    """One edition of an index of deployments, with its rows."""

    edition: records.Edition
    countries: list[records.CountryRow]
    supplies: list[records.SupplyRow]


class Packs(msgspec.Struct, frozen=True, kw_only=True):
    """Everything the packs in hand say, before a day is chosen."""

    refs: list[PackRef]
    organisations: dict[str, structs.Organisation]
    brands: dict[str, structs.Brand]
    fingerprints: list[structs.Fingerprint]
    networks: dict[str, structs.Network]
    lists: dict[str, Listed]
    policies: dict[str, Judged]
    laws: dict[str, records.AccessLaw]
    editions: dict[str, Indexed]
    projects: dict[str, records.Project]
    places: dict[str, records.PlaceRule]


def decode_yaml(path: Path, kind: type[T]) -> T:
    """One YAML file as its type.

    Raises:
        PackError: It cannot be read, is no YAML, or does not fit the schema.
    """
    if path.stat().st_size > MAX_FILE_BYTES:
        raise PackError(f"{_label(path)}: larger than {MAX_FILE_BYTES} bytes")
    try:
        value = yaml.load(path.read_bytes(), Loader=_Loader)  # noqa: S506 - a safe loader
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        where = getattr(error, "problem_mark", None)
        line = f"{where.line + 1}" if where else "?"
        raise PackError(
            f"{_label(path)}:{line}: not YAML: {getattr(error, 'problem', error)}",
            hint="Quote values that hold a colon, a '#', yes or no.",
        ) from None
    try:
        return msgspec.convert(value, type=kind, strict=True)
    except msgspec.ValidationError as error:
        raise PackError(
            f"{_label(path)}: {error}", hint="The fields are described in packs/schema; dates are quoted."
        ) from None


def read_rows(path: Path, kind: type[T]) -> list[T]:
    """The rows of a CSV file as their type; an empty cell is null, or "" where null does not fit.

    Raises:
        PackError: A row does not fit; the message names the line.
    """
    texts = {field.name for field in msgspec.structs.fields(kind) if field.type is str}  # type: ignore[arg-type]
    reader = csv.DictReader(io.StringIO(path.read_text(encoding="utf-8")))
    rows = []
    for row in reader:
        values = {key: cell if cell or key in texts else None for key, cell in row.items()}
        try:
            rows.append(msgspec.convert(values, type=kind, strict=False))
        except msgspec.ValidationError as error:
            raise PackError(f"{_label(path)}:{reader.line_num}: {error}") from None
    return rows


def load_policy(folder: Path, origin: str = "user") -> Judged:
    """A policy folder: `policy.yml` and `cases.yml`.

    Raises:
        PackError: A file is missing or does not fit.
    """
    path, cases_path = folder / "policy.yml", folder / "cases.yml"
    for needed in (path, cases_path):
        if not needed.is_file():
            raise PackError(
                f"{folder.name}: no {needed.name}", hint="A policy is a policy.yml and a cases.yml."
            )
    return Judged(
        policy=decode_yaml(path, Policy),
        cases=decode_yaml(cases_path, Cases).cases,
        sha256=_hash([path, cases_path], folder),
        origin=origin,
    )


def load_folder(root: Path, origin: str) -> Packs:
    """The packs of one folder.

    Args:
        root: The folder.
        origin: `shipped` or `user`.

    Raises:
        PackError: A file is not what its schema says.
    """
    refs = [_ref(folder, origin) for folder in sorted(root.iterdir()) if (folder / "pack.yml").is_file()]
    organisations = _by_id(root / "organisations", structs.Organisation)
    brands = _by_id(root / "brands", structs.Brand)
    networks = _by_id(root / "networks", structs.Network)
    fingerprints = [
        fingerprint
        for path in _yaml_files(root / "fingerprints")
        for fingerprint in decode_yaml(path, structs.FingerprintFile).fingerprints
    ]
    lists = {
        path.parent.name: Listed(
            file=decode_yaml(path, structs.ListFile),
            entries=read_rows(path.parent / "entries.csv", structs.ListEntry),
        )
        for path in sorted((root / "lists").glob("*/list.yml"))
    }
    policies = {
        path.parent.name: load_policy(path.parent, origin)
        for path in sorted((root / "policies").glob("*/policy.yml"))
    }
    editions = {
        path.parent.name: Indexed(
            edition=decode_yaml(path, records.Edition),
            countries=read_rows(path.parent / "countries.csv", records.CountryRow),
            supplies=read_rows(path.parent / "suppliers.csv", records.SupplyRow),
        )
        for path in sorted((root / "deployments").glob("*/edition.yml"))
    }
    return Packs(
        refs=refs,
        organisations=organisations,
        brands=brands,
        fingerprints=fingerprints,
        networks=networks,
        lists=lists,
        policies=policies,
        laws=_by_id(root / "laws", records.AccessLaw),
        editions=editions,
        projects=_by_id(root / "deployments" / "projects", records.Project),
        places=_by_id(root / "places", records.PlaceRule),
    )


_PARTS = (
    "organisations",
    "brands",
    "networks",
    "lists",
    "policies",
    "laws",
    "editions",
    "projects",
    "places",
)


def merge(first: Packs, second: Packs, folder: Path) -> Packs:
    """Both packs; a name that both hold is refused, so that nothing is overridden in silence."""
    merged: dict[str, Any] = {"refs": first.refs + second.refs}
    merged["fingerprints"] = first.fingerprints + second.fingerprints
    for part in _PARTS:
        ours, theirs = getattr(first, part), getattr(second, part)
        for name in sorted(ours.keys() & theirs.keys()):
            raise PackError(
                f"{folder.name}: {part}/{name} is in a shipped pack too",
                hint="Give yours another id; a user's pack adds and never replaces.",
            )
        merged[part] = ours | theirs
    return Packs(**merged)


def _by_id(folder: Path, kind: type[T]) -> dict[str, T]:
    found: dict[str, T] = {}
    for path in _yaml_files(folder):
        value = decode_yaml(path, kind)
        if value.id != path.stem:  # type: ignore[attr-defined]
            raise PackError(f"{_label(path)}: id is not the file's name", hint="Name the file after the id.")
        found[path.stem] = value
    return found


def _yaml_files(folder: Path) -> Iterator[Path]:
    return (path for path in sorted(folder.glob("*.yml")) if path.name != "pack.yml")


def _ref(folder: Path, origin: str) -> PackRef:
    manifest = decode_yaml(folder / "pack.yml", structs.Manifest)
    paths = sorted(path for path in folder.rglob("*") if path.suffix in (".yml", ".csv"))
    return PackRef(
        id=manifest.id,
        version=manifest.version,
        day=manifest.day.isoformat(),
        sha256=_hash(paths, folder),
        licence=manifest.licence,
        origin=origin,
    )


def _hash(paths: Iterable[Path], root: Path) -> str:
    """SHA-256 over names and contents, so that a renamed file changes it too."""
    digest = hashlib.sha256()
    for path in paths:
        digest.update(path.relative_to(root).as_posix().encode() + b"\0")
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def _label(path: Path) -> str:
    """The last two parts of a path: enough to find the file, nothing of the machine."""
    return "/".join(
        path.parts[-3:]
        if path.name in ("list.yml", "entries.csv", "policy.yml", "cases.yml")
        else path.parts[-2:]
    )
