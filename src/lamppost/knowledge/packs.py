"""Pack files as typed values, read from the shipped folder and from the user's own folders."""

import csv
import dataclasses
import hashlib
import io
import os
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

import msgspec

from lamppost.knowledge import records, structs
from lamppost.knowledge.files import read_small, read_text, sum_of
from lamppost.knowledge.optics import Optics
from lamppost.knowledge.store import LISTED, Store
from lamppost.model.errors import LamppostError, PackError
from lamppost.model.language import tr
from lamppost.model.policy import Case, Cases, Policy, Written
from lamppost.model.result import PackRef

T = TypeVar("T")

SHIPPED = Path(__file__).parent.parent / "packs"
MAX_FILE_BYTES = 16 * 1024 * 1024
MAX_ROWS_BYTES = 512 * 1024 * 1024
"""A table of rows; one of half a million entries takes about a third of it."""
MAX_USER_YAML_BYTES = 4 * 1024 * 1024


class Listed(NamedTuple):
    """A list with its rows."""

    file: structs.ListFile
    entries: Collection[structs.ListEntry]


class Judged(msgspec.Struct, frozen=True, kw_only=True):
    """A policy with its cases and the hash of its files."""

    policy: Policy
    cases: list[Case]
    sha256: str
    origin: str
    places: dict[str, Written] = {}
    """Where its rules, conditions and cases stand."""


class Indexed(msgspec.Struct, frozen=True, kw_only=True):
    """One edition of an index of deployments, with its rows."""

    edition: records.Edition
    countries: list[records.CountryRow]
    supplies: list[records.SupplyRow]
    regimes: list[records.RegimeRow] = []
    """V-Dem's types of countries that the edition prints beside its own rows."""


class StoredEntries(Collection[structs.ListEntry]):
    """The rows of one list in a store, decoded one by one as they are gone through."""

    def __init__(self, store: Store, list_id: str) -> None:
        """Nothing is read yet."""
        self._store, self._list = store, list_id

    def __iter__(self) -> Iterator[structs.ListEntry]:
        """In the order of the file."""
        return (fact.row for fact in self._store.ever_about(self._list, LISTED))

    def __len__(self) -> int:
        """How many there are."""
        return self._store.count_about(self._list, LISTED)

    def __contains__(self, row: object) -> bool:
        """Whether a row is one of them."""
        return any(row == one for one in self)


@dataclass(frozen=True, kw_only=True)
class Packs:
    """Everything the packs in hand say, before a day is chosen."""

    refs: Sequence[PackRef]
    organisations: Mapping[str, structs.Organisation]
    brands: Mapping[str, structs.Brand]
    fingerprints: Mapping[str, structs.Fingerprint]
    networks: Mapping[str, structs.Network]
    lists: Mapping[str, Listed]
    policies: Mapping[str, Judged]
    laws: Mapping[str, records.AccessLaw]
    editions: Mapping[str, Indexed]
    projects: Mapping[str, records.Project]
    places: Mapping[str, records.PlaceRule]
    unions: Mapping[str, records.Union]
    corrections: Mapping[str, structs.Correction]
    """By the id of the row that each speaks of."""
    measured: Mapping[str, structs.Measured] = dataclasses.field(default_factory=dict)
    """By maker."""
    like_names: Mapping[str, structs.LikeName] = dataclasses.field(default_factory=dict)
    optics: Mapping[str, Optics] = dataclasses.field(default_factory=dict)
    """Levels of standards, lenses and what is taken where no tag tells."""
    registers: Mapping[str, records.Register] = dataclasses.field(default_factory=dict)
    """Lists of cameras that somebody keeps, open or not."""
    watch: tuple[Any, ...] = ()
    """Watch lists of the user's (`watchlists.asking.WatchList`)."""
    own: frozenset[tuple[str, str]] = frozenset()
    """Part and id of the files that the user brought; a compiled store knows it itself."""
    store: Store | None = None
    """The same, compiled; none where they were just read from their files."""


def decode_yaml(path: Path, kind: type[T], error: type[LamppostError] = PackError) -> T:
    """One YAML file as its type.

    Raises:
        LamppostError: Of the kind asked for: it cannot be read, is no YAML, or does not fit the schema; the
            message names the line and what was expected.
    """
    label = _label(path)
    shipped = path.is_relative_to(SHIPPED)
    most = MAX_FILE_BYTES if shipped else MAX_USER_YAML_BYTES
    content = read_small(path, most, tr("a pack file"), error=error, label=label)
    from lamppost.knowledge.yaml_text import parse_yaml  # packs that were compiled before need none

    try:
        value = parse_yaml(content, label, trusted=shipped)
    except PackError as problem:
        raise error(problem.message, hint=problem.hint) from None
    try:
        return msgspec.convert(value, type=kind, strict=True)
    except (msgspec.ValidationError, RecursionError) as problem:
        from lamppost.knowledge.yaml_places import refusal

        raise error(
            refusal(problem, content, label, kind),
            hint="The fields are described in packs/schema; dates are quoted.",
        ) from None


def read_rows(path: Path, kind: type[T]) -> list[T]:
    """The rows of a CSV file as their type; an empty cell is null, or "" where null does not fit.

    Raises:
        PackError: A row does not fit; the message names the line.
    """
    texts = {field.name for field in msgspec.structs.fields(kind) if field.type is str}  # type: ignore[arg-type]
    label = _label(path)
    text = read_text(path, MAX_ROWS_BYTES, tr("the rows of a pack"), label=label)
    reader = csv.DictReader(io.StringIO(text, newline=""))
    rows = []
    try:
        for row in reader:
            values = {key: cell if cell or key in texts else None for key, cell in row.items()}
            if None in values or None in row.values():
                raise PackError(
                    f"{label}:{reader.line_num}: expected {len(reader.fieldnames or [])} cells, as in the header",
                    hint="Put a cell that holds a comma into double quotes.",
                )
            rows.append(msgspec.convert(values, type=kind, strict=False))
    except (msgspec.ValidationError, csv.Error) as error:
        raise PackError(
            f"{label}:{reader.line_num}: {error}", hint="The columns are described in packs/schema."
        ) from None
    return rows


def load_policy(folder: Path, origin: str = "user", error: type[LamppostError] = PackError) -> Judged:
    """A policy folder: `policy.yml`, and the cases of `cases.yml` and of every `cases-….yml` beside it.

    Raises:
        LamppostError: Of the kind asked for: a file is missing or does not fit, or an id comes twice.
    """
    path, cases_path = folder / "policy.yml", folder / "cases.yml"
    for needed in (path, cases_path):
        if not needed.exists():
            raise error(f"{folder.name}: no {needed.name}", hint="A policy is a policy.yml and a cases.yml.")
    policy = decode_yaml(path, Policy, error)
    case_files = [cases_path, *sorted(folder.glob("cases-*.yml"))]
    cases = {one: decode_yaml(one, Cases, error).cases for one in case_files}
    return Judged(
        policy=policy,
        cases=[case for held in cases.values() for case in held],
        sha256=_hash([path, *case_files], folder),
        origin=origin,
        places=_places_of(path, policy, cases, error),
    )


def _places_of(
    path: Path, policy: Policy, cases: Mapping[Path, list[Case]], error: type[LamppostError]
) -> dict[str, Written]:
    """Where each rule (by its id), its conditions (`id.when`) and each case (`case id`) stand.

    Raises:
        LamppostError: Of the kind asked for: an id comes twice.
    """
    from lamppost.knowledge.yaml_places import Places

    held = Places(path.read_bytes(), _label(path))
    places: dict[str, Written] = {}
    for number, rule in enumerate(policy.rules):
        _first(places, rule.id, held.place(["rules", number, "id"], f"rule {rule.id}"), error)
        for field in ("applies", "when", "needs"):
            what = f"rule {rule.id}, {field}"
            places[f"{rule.id}.{field}"] = held.place(["rules", number, field], what)
        for row, one in enumerate(rule.exemptions):
            above, what = ("rules", number, "exemptions", row), f"rule {rule.id}, exemption {one.id}"
            _first(places, f"{rule.id}/{one.id}", held.place([*above, "id"], what), error)
            places[f"{rule.id}/{one.id}.when"] = held.place([*above, "when"], f"{what}, when")
    for file, rows in cases.items():
        held = Places(file.read_bytes(), _label(file))
        for number, case in enumerate(rows):
            place = held.place(["cases", number, "id"], f"case {case.id}")
            _first(places, f"case {case.id}", place, error)
    return places


def _first(places: dict[str, Written], name: str, place: Written, error: type[LamppostError]) -> None:
    if name in places:
        raise error(
            f"{place.at()}: the same id as in {places[name].file}:{places[name].line}",
            hint="Give each rule and each case an id of its own.",
        )
    places[name] = place


def load_folder(root: Path, origin: str) -> Packs:
    """The packs of one folder.

    Args:
        root: The folder.
        origin: `shipped` or `user`.

    Raises:
        PackError: A file is not what its schema says.
    """
    refs = [_ref(path.parent, origin) for path in manifest_files(root)]
    organisations = _by_id(root / "organisations", structs.Organisation)
    brands = _by_id(root / "brands", structs.Brand)
    networks = _by_id(root / "networks", structs.Network)
    fingerprints = _once(
        (
            (fingerprint.id, fingerprint)
            for path in _yaml_files(root / "fingerprints")
            for fingerprint in decode_yaml(path, structs.FingerprintFile).fingerprints
        ),
        "fingerprint",
    )
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
    for name, named in [
        *((name, listed.file.id) for name, listed in lists.items()),
        *((name, held.policy.id) for name, held in policies.items()),
    ]:
        if name != named:
            raise PackError(
                f"{name}: id is {named!r}, not the folder's name", hint="Name the folder after the id."
            )
    editions = {
        path.parent.name: Indexed(
            edition=decode_yaml(path, records.Edition),
            countries=read_rows(path.parent / "countries.csv", records.CountryRow),
            supplies=read_rows(path.parent / "suppliers.csv", records.SupplyRow),
            regimes=read_rows(regimes, records.RegimeRow)
            if (regimes := path.parent / "regimes.csv").exists()
            else [],
        )
        for path in sorted((root / "deployments").glob("*/edition.yml"))
    }
    packs = Packs(
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
        unions=_by_id(root / "places" / "unions", records.Union),
        registers=_by_id(root / "places" / "registers", records.Register),
        corrections=_once(
            (
                (correction.row, correction)
                for path in sorted(root.glob("*/corrections.csv"))
                for correction in read_rows(path, structs.Correction)
            ),
            "correction of row",
        ),
        measured=_measured(root / "fingerprints" / "measured.csv"),
        like_names=_like_names(root / "organisations" / "like_names.csv"),
        optics=_by_id(root / "optics", Optics),
    )
    own = {
        (field.name, one)
        for field in dataclasses.fields(Packs)
        if isinstance(held := getattr(packs, field.name), dict)
        for one in held
    }
    return dataclasses.replace(packs, own=frozenset(own)) if origin == "user" else packs


def _measured(path: Path) -> dict[str, structs.Measured]:
    rows = read_rows(path, structs.Measured) if path.is_file() else []
    return _once(((row.maker, row) for row in rows), "measure of a maker")


def _like_names(path: Path) -> dict[str, structs.LikeName]:
    rows = read_rows(path, structs.LikeName) if path.is_file() else []
    return _once(((row.id, row) for row in rows), "like name")


def _once(rows: Iterable[tuple[str, T]], what: str) -> dict[str, T]:
    """Rows by id.

    Raises:
        PackError: An id comes twice.
    """
    found: dict[str, T] = {}
    for one, row in rows:
        if one in found:
            raise PackError(f"{one}: a second {what} of this id", hint="Ids are unique and stable.")
        found[one] = row
    return found


def manifest_files(root: Path) -> list[Path]:
    """The manifest of each pack in a folder, by name."""
    return [path for path in sorted(root.glob("*/pack.yml")) if path.is_file()]


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
        digest.update(os.fsencode(path.relative_to(root).as_posix()) + b"\0")
        digest.update(bytes.fromhex(sum_of(path)))
    return digest.hexdigest()


def _label(path: Path) -> str:
    """The last two parts of a path: enough to find the file, nothing of the machine."""
    return "/".join(
        path.parts[-3:]
        if path.name in ("list.yml", "entries.csv", "policy.yml") or path.name.startswith("cases")
        else path.parts[-2:]
    )
