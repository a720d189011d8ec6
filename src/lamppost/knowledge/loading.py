"""The packs in hand: the shipped ones, with the user's beside them, and what they are."""

import dataclasses
import ipaddress
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import msgspec

from lamppost.knowledge import structs
from lamppost.knowledge.base import Knowledge
from lamppost.knowledge.cache import digest_of, load_cached
from lamppost.knowledge.endless import refuse_endless
from lamppost.knowledge.optics import rows_of
from lamppost.knowledge.packs import SHIPPED, Judged, Packs, load_folder, load_policy, manifest_files
from lamppost.knowledge.recog import is_recog, load_recog, manifest_of, sums_of
from lamppost.knowledge.seals import verify
from lamppost.knowledge.shares import credits_due, manifests, per_country, read_shares
from lamppost.knowledge.spelling import folded
from lamppost.model.errors import LamppostError, PackError, PolicyError
from lamppost.model.language import tr

NO_POLICY = "none"
FOLDERS = frozenset(
    {
        "organisations",
        "brands",
        "fingerprints",
        "networks",
        "lists",
        "policies",
        "laws",
        "deployments",
        "places",
        "optics",
    }
)
"""What a folder of packs may hold, each with a pack.yml."""


def load_packs(user_folders: Sequence[Path] = (), *, require_signed: bool = False) -> Packs:
    """The shipped packs, with those of the user beside them.

    Args:
        user_folders: Folders laid out like the shipped one (`organisations/`, `lists/`, …), and files that are
            watch lists.
        require_signed: Whether a pack of the user's without a signature is refused.

    Raises:
        PackError: A file is not what its schema says, a signature is not by a trusted key, or a user's
            pack would replace a shipped statement; the message names the file and what was expected.
    """
    files = [path for path in user_folders if path.is_file()]
    folders = [path for path in user_folders if path not in files]
    sums = [("shipped", verify(SHIPPED, must=True))]
    signers: list[str | None] = []
    for folder in folders:
        if not folder.is_dir():
            raise PackError(
                tr("{folder}: no such pack folder", folder=folder.name),
                hint=tr("Give the folder that holds pack.yml's."),
            )
        with _reading(folder):
            if is_recog(folder):
                if require_signed:
                    raise PackError(
                        tr("{pack}: not signed", pack=folder.name),
                        hint=tr("Recog's files bear no signature."),
                    )
                sums.append(("recog", sums_of(folder)))
                signers.append(None)
                continue
            _expect_manifests(folder)
            sums.append(("user", verify(folder, must=False)))
            signers += [_signer(pack.parent, must=require_signed) for pack in manifest_files(folder)]
    packs = load_cached(digest_of(sums), lambda: _read_all(folders, sums))
    packs = _with_signers(packs, signers) if any(signers) else packs
    return _with_watch_lists(packs, files, must_be_signed=require_signed) if files else packs


def _with_watch_lists(packs: Packs, files: Sequence[Path], *, must_be_signed: bool) -> Packs:
    """The packs with watch lists of the user's beside them.

    Raises:
        PackError: A file is no watch list, or it had to be signed.
    """
    from lamppost.knowledge.watchlists.asking import WatchList

    if must_be_signed:
        raise PackError(f"{files[0].name}: not signed", hint="A watch list bears no signature; leave it out.")
    watch = tuple(WatchList(path) for path in dict.fromkeys(files))
    return dataclasses.replace(packs, refs=[*packs.refs, *(one.ref for one in watch)], watch=watch)


def _signer(pack: Path, *, must: bool) -> str | None:
    """Who signed a user's pack.

    Raises:
        PackError: By nobody though it must be, or not by a trusted key.
    """
    from lamppost.knowledge.trust import signer_name

    name = signer_name(pack)
    if name is None and must:
        raise PackError(
            tr("{pack}: not signed", pack=pack.name),
            hint=tr("Sign it with: {command}", command="lamppost packs sign FOLDER --key KEY"),
        )
    return name


def _with_signers(packs: Packs, signers: Sequence[str | None]) -> Packs:
    """The packs with the signers of the user's ones, which come last."""
    shipped = len(packs.refs) - len(signers)
    refs = [
        *packs.refs[:shipped],
        *(
            msgspec.structs.replace(ref, signed_by=name)
            for ref, name in zip(packs.refs[shipped:], signers, strict=True)
        ),
    ]
    return dataclasses.replace(packs, refs=refs)


def _read_all(folders: Sequence[Path], sums: Sequence[tuple[str, dict[str, str]]]) -> Packs:
    """All packs, read and merged; what is read is what was summed before.

    Raises:
        PackError: A file changed meanwhile, so that a store of it would stand under the sums of another.
    """
    packs = load_folder(SHIPPED, "shipped")
    for folder in folders:
        with _reading(folder):
            theirs = load_recog(folder, packs) if is_recog(folder) else load_folder(folder, "user")
            refuse_endless(theirs, folder)
            packs = merge(packs, theirs, folder)
    for root, (origin, before) in zip((SHIPPED, *folders), sums, strict=True):
        if (sums_of(root) if origin == "recog" else verify(root, must=False)) != before:
            raise PackError(
                tr("{folder}: changed while it was read", folder=root.name),
                hint=tr("Try again when nobody writes to it."),
            )
    return packs


@contextmanager
def _reading(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise PackError(
            tr("{file}: cannot be read: {why}", file=folder.name, why=error.strerror),
            hint=tr("May you read every file in it?"),
        ) from None


def _expect_manifests(folder: Path) -> None:
    """Refuse a folder of which something would be read without being named in the result, or not at all.

    Raises:
        PackError: There is no pack in it, a pack without pack.yml, or a pack of another name.
    """
    inside = [child for child in sorted(folder.iterdir()) if child.is_dir()]
    for child in inside:
        has_manifest = (child / "pack.yml").exists()
        if child.name in FOLDERS and not has_manifest and any(child.iterdir()):
            raise PackError(
                f"{folder.name}/{child.name}: no pack.yml", hint="Say version, day and licence of the pack."
            )
        if child.name not in FOLDERS and has_manifest:
            raise PackError(
                f"{folder.name}/{child.name}: no pack is called so",
                hint=f"There are {', '.join(sorted(FOLDERS))}.",
            )
    if not any(child.name in FOLDERS for child in inside):
        raise PackError(
            tr("{folder}: no pack in it", folder=folder.name or folder),
            hint=tr("Give the folder that holds any of {packs}.", packs=", ".join(sorted(FOLDERS))),
        )


_PARTS = (
    "organisations",
    "brands",
    "fingerprints",
    "networks",
    "lists",
    "policies",
    "laws",
    "editions",
    "projects",
    "places",
    "unions",
    "registers",
    "corrections",
    "measured",
    "like_names",
    "optics",
)


def merge(first: Packs, second: Packs, folder: Path) -> Packs:
    """Both packs; what both hold is refused, so that nothing is overridden in silence.

    Names of files, ids of rows, policies and lists, host suffixes, address prefixes and registrants of
    MAC blocks are held once.

    Raises:
        PackError: Both hold something; the message names the file, the row and the other one.
    """
    other = "another pack" if any(ref.origin == "user" for ref in first.refs) else "a shipped pack"
    merged: dict[str, Any] = {"refs": [*first.refs, *second.refs], "own": first.own | second.own}
    for part in _PARTS:
        ours, theirs = getattr(first, part), getattr(second, part)
        for name in sorted(ours.keys() & theirs.keys()):
            raise PackError(
                f"{folder.name}: {part}/{name} is in {other} too",
                hint="Give yours another id; a user's pack adds and never replaces.",
            )
        merged[part] = {**ours, **theirs}
    own = {row.id for _, row in _rows(second)}
    for row in second.corrections:
        if row not in own:
            raise PackError(
                f"{folder.name}: corrections.csv speaks of {row}, which is no row of this folder",
                hint="A user's pack adds and never replaces; object as docs/corrections.md says.",
            )
    held = dict(_claims(first))
    for claim, where in _claims(second):
        if claim in held:
            what, value = claim
            raise PackError(
                f"{folder.name}: {where}: {what} {value!r} is in {other} too: {held[claim]}",
                hint="A user's pack adds and never replaces; leave this row out, or give it another id.",
            )
    _refuse_narrower(first, second, folder)
    return Packs(**merged)


def _refuse_narrower(first: Packs, second: Packs, folder: Path) -> None:
    """Refuse a host suffix or an address prefix inside one of another organisation's: the longer one would win."""
    shipped = Knowledge(first, date.max)
    for where, row in _rows(second):
        if isinstance(row, structs.HostName):
            held = shipped.service_of(row.suffix)
            if held is not None and held.organisation != row.organisation:
                raise PackError(
                    f"{folder.name}: {where}, row {row.id}: {row.suffix} lies in {held.suffix}, row {held.id}",
                    hint="A user's pack adds and never replaces.",
                )
        if isinstance(row, structs.AddressRange):
            for prefix in row.prefixes:
                found = shipped.operator_of(str(ipaddress.ip_network(prefix).network_address))
                if found is not None and found[0] != where.split("/")[-1].removesuffix(".yml"):
                    raise PackError(
                        f"{folder.name}: {where}, row {row.id}: {prefix} lies in {found[2]}, row {found[1].id}",
                        hint="A user's pack adds and never replaces; --networks takes your own table, which wins.",
                    )


def _claims(packs: Packs) -> Iterator[tuple[tuple[str, str], str]]:
    """What may be held only once, as kind and value; and the file and row that hold it."""
    for where, row in _rows(packs):
        place = f"{where}, row {row.id}"
        yield ("id", row.id), place
        if isinstance(row, structs.Statement) and row.property == "mac_block_registrant":
            yield ("MAC block registrant", folded(row.value)), place
        if isinstance(row, structs.HostName):
            yield ("host suffix", row.suffix.lower().strip(".")), place
        if isinstance(row, structs.AddressRange):
            for prefix in row.prefixes:
                yield ("address prefix", _prefix(prefix, place)), place
    for name, listed in packs.lists.items():
        yield ("list", listed.file.id), f"lists/{name}"
    for name, held in packs.policies.items():
        yield ("policy", held.policy.id), f"policies/{name}"


def _rows(packs: Packs) -> Iterator[tuple[str, Any]]:
    """Every row that has an id of its own, with the file it stands in."""
    for organisation in packs.organisations.values():
        yield from ((f"organisations/{organisation.id}.yml", row) for row in organisation.statements)
    for brand in packs.brands.values():
        yield from ((f"brands/{brand.id}.yml", row) for row in brand.statements)
    yield from (("fingerprints", row) for row in packs.fingerprints.values())
    yield from (("organisations/like_names.csv", row) for row in packs.like_names.values())
    for network in packs.networks.values():
        yield from ((f"networks/{network.id}.yml", row) for row in (*network.names, *network.ranges))
    for name, listed in packs.lists.items():
        yield from ((f"lists/{name}/entries.csv", row) for row in listed.entries)
        yield from ((f"lists/{name}/list.yml", row) for row in listed.file.rules)
    for law in packs.laws.values():
        passages = (*law.bound, *law.asked, *law.oversight, *law.secrecy, *law.abroad)
        yield from ((f"laws/{law.id}.yml", row) for row in passages)
    for project in packs.projects.values():
        yield from ((f"deployments/projects/{project.id}.yml", row) for row in project.passages)
    for place in packs.places.values():
        yield from ((f"places/{place.id}.yml", row) for row in place.turns)
    for file in packs.optics.values():
        yield from ((f"optics/{file.id}.yml", row) for row in rows_of(file))
    for union in packs.unions.values():
        yield from ((f"places/unions/{union.id}.yml", row) for row in union.members)
    for register in packs.registers.values():
        yield from ((f"places/registers/{register.id}.yml", row) for row in register.passages)


def _prefix(text: str, place: str) -> str:
    try:
        return str(ipaddress.ip_network(text))
    except ValueError as error:
        raise PackError(f"{place}: {error}", hint="A prefix is written as 192.0.2.0/24.") from None


def choose_policies(names: Sequence[str], packs: Packs) -> list[Judged]:
    """The policies by name or folder, each once; `none` is no policy.

    Raises:
        LamppostError: There is no such policy, or two different ones have one id.
    """
    chosen: dict[str, Judged] = {}
    for name in names:
        if name == NO_POLICY:
            continue
        held = packs.policies[name] if name in packs.policies else _policy_at(Path(name), packs)
        other = chosen.setdefault(held.policy.id, held)
        if other.sha256 != held.sha256:
            raise LamppostError(
                tr("--policy: two different policies are called {id}", id=repr(held.policy.id)),
                hint=tr("Choose one of them, or give yours another id."),
            )
    return list(chosen.values())


def _policy_at(path: Path, packs: Packs) -> Judged:
    """The policy of a folder, or of its policy.yml.

    Raises:
        LamppostError: There is none.
        PolicyError: A file of it does not fit.
    """
    if path.is_dir():
        return load_policy(path, error=PolicyError)
    if path.is_file():
        if path.name == "policy.yml":
            return load_policy(path.parent, error=PolicyError)
        raise PolicyError(
            tr("{file}: not a policy.yml", file=path.name),
            hint=tr("Give the folder with the policy.yml and its cases.yml."),
        )
    known = ", ".join([NO_POLICY, *sorted(packs.policies)])
    raise LamppostError(
        tr("no policy {name}", name=repr(path.name)),
        hint=tr("There are {known}; or give a folder with a policy.yml.", known=known),
    )


def describe_packs(folders: Sequence[Path] = (), *, require_signed: bool = False) -> list[str]:
    """What is held: packs with licence and hash, rows read here or cited, credits due, what is missing.

    Ends with the statements per country of the organisation they speak of, so that anyone can see
    whether one country is looked at harder than another.
    """
    packs = load_packs(folders, require_signed=require_signed)
    shares = read_shares(packs)
    held = [
        manifest
        for root in (SHIPPED, *(one for one in folders if not one.is_file()))
        for manifest in ([manifest_of(root)] if is_recog(root) else manifests(root))
    ]
    lines = []
    for ref, manifest in zip(packs.refs[: len(held)], held, strict=True):
        here, cited = shares.get(ref.id, (0, 0))
        rows = f"{here + cited} rows: {here} read here, {cited} cited" if here + cited else "no sourced rows"
        lines.append(f"{ref.id} {ref.version}, {ref.day}, {ref.licence}, {ref.origin}; {rows}")
        lines.append(f"   sha256  {ref.sha256}")
        if ref.origin == "user":
            lines.append(f"   signed  {f'by {ref.signed_by}' if ref.signed_by else 'by nobody'}")
        lines.append(f"   missing {manifest.missing}")
    for one in packs.watch:
        listed, left_out = one.counts
        lines.append(
            f"{one.ref.id}, watch list of your own; {listed} listed, {left_out} left out as no organisation"
        )
        lines.append(f"   sha256  {one.ref.sha256}")
    lines += ["", "Credits due", *(f"   {credit}" for credit in credits_due(packs, held))]
    counted = ", ".join(f"{code.upper()} {count}" for code, count in per_country(packs))
    return [*lines, "", f"Statements by country of the organisation: {counted}"]
