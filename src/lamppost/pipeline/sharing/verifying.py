"""Whether a bundle is, byte by byte, what its manifest says."""

import hashlib
import os
import stat
import zipfile
from collections.abc import Iterator
from pathlib import Path

import msgspec

from lamppost.knowledge.signatures import signer_of
from lamppost.knowledge.trust import trusted_keys
from lamppost.model.errors import LamppostError
from lamppost.model.language import tr
from lamppost.model.saying import noted
from lamppost.pipeline.documents import read_content
from lamppost.pipeline.sharing.bundle import (
    FILES,
    MANIFEST,
    NAMESPACE,
    RESULT,
    SIGNATURE,
    BundledFile,
    Manifest,
    encode_manifest,
)
from lamppost.pipeline.sharing.headers import CENTRAL, END, LOCAL, changed_header

_MANIFEST_BYTES = 64 * 1024
_MOST_ENTRIES = 64
_ENCRYPTED = 0x1
_PIECE = 1 << 20
_NAMES = frozenset((*FILES, MANIFEST, SIGNATURE))


class TamperedError(LamppostError):
    """A bundle is not what its manifest says."""

    exit_status = 4


class Verified(msgspec.Struct, frozen=True, kw_only=True):
    """What was found."""

    manifest: Manifest | None
    """None where it cannot be read."""
    manifest_sha256: str | None
    signed_by: str | None
    """Fingerprint of the key, and what the user calls its holder; None: not signed."""
    problems: list[str]
    """Where something differs and how; none where nothing does."""


def verify(path: Path) -> Verified:
    """What differs between a bundle and its manifest.

    Args:
        path: The ZIP, or the folder.

    Raises:
        TamperedError: The bundle is such as none is made: names that lead elsewhere, links, more inside than it says.
        LamppostError: It is no bundle.
    """
    if path.is_symlink():
        raise TamperedError(
            tr("{name}: a link, and no bundle", name=path.name), hint=tr("Give the bundle itself.")
        )
    if path.is_dir():
        return _compared(_Folder(path))
    if not path.is_file():
        what = noted("{name}: not a regular file") if path.exists() else noted("{name}: no such bundle")
        raise LamppostError(
            tr(what, name=path.name), hint=tr("Give the ZIP, or the folder it was unpacked to.")
        )
    try:
        with zipfile.ZipFile(path) as archive:
            return _compared(_Zip(path, archive))
    except (zipfile.BadZipFile, NotImplementedError, EOFError, OSError, ValueError) as error:
        raise LamppostError(
            tr("{name}: not a ZIP that can be read: {why}", name=path.name, why=error),
            hint=tr("Was it cut on its way? Ask for it anew."),
        ) from None


class _Folder:
    """The files of a folder."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.sizes: dict[str, int] = {}
        for one in sorted(os.scandir(path), key=lambda entry: entry.name):
            if len(self.sizes) >= _MOST_ENTRIES:
                raise _too_many(path.name)
            told = one.stat(follow_symlinks=False)
            if not stat.S_ISREG(told.st_mode):
                raise TamperedError(
                    tr(
                        "{name}: {entry} is a link, a folder or no file at all",
                        name=path.name,
                        entry=repr(one.name),
                    ),
                    hint=tr("A bundle holds files alone; do not open it."),
                )
            self.sizes[one.name] = told.st_size

    def pieces(self, name: str) -> Iterator[bytes]:
        """The bytes of a file."""
        with (self._path / name).open("rb") as file:
            while piece := file.read(_PIECE):
                yield piece


class _Zip:
    """The files of a ZIP, refused before any is read if they are such as none of ours are."""

    def __init__(self, path: Path, archive: zipfile.ZipFile) -> None:
        self._archive, self.sizes = archive, dict[str, int]()
        entries = archive.infolist()
        if len(entries) > _MOST_ENTRIES:
            raise _too_many(path.name)
        held = 0
        for one in entries:
            if (why := _odd(one, self.sizes)) is not None:
                raise TamperedError(
                    tr(why, name=path.name, entry=repr(one.orig_filename[:80])),
                    hint=tr("Do not unpack it; ask for it anew."),
                )
            self.sizes[one.filename] = one.file_size
            held += one.compress_size
        if archive.comment or held + _overhead(entries) != path.stat().st_size:
            raise TamperedError(
                tr(
                    "{name}: bytes that are of no file lie between, before or behind the files",
                    name=path.name,
                ),
                hint=tr("Something was added; ask for it anew, or unpack it and verify the folder."),
            )
        with path.open("rb") as file:
            if (changed := changed_header(file, archive.start_dir, entries)) is not None:
                raise TamperedError(
                    tr(
                        "{name}: the directory at its end says otherwise of {entry} than what stands in front of it",
                        name=path.name,
                        entry=repr(changed),
                    ),
                    hint=tr("Other programs may unpack something else; ask for it anew."),
                )

    def pieces(self, name: str) -> Iterator[bytes]:
        """The bytes of a file."""
        with self._archive.open(name) as file:
            while piece := file.read(_PIECE):
                yield piece


def _odd(one: zipfile.ZipInfo, before: dict[str, int]) -> str | None:
    """Why an entry is none of ours, as a message with places for the bundle and the entry; None: it is."""
    mode = one.external_attr >> 16
    name = one.orig_filename
    if name != one.filename or "/" in name or "\\" in name or ":" in name or name in ("", ".", ".."):
        return noted("{name}: {entry} leads out of the bundle, or into a folder of it")
    if name in before:
        return noted("{name}: {entry} is in it twice")
    if mode and stat.S_IFMT(mode) not in (0, stat.S_IFREG):
        return noted("{name}: {entry} is a link or no file")
    if one.flag_bits & _ENCRYPTED:
        return noted("{name}: {entry} is encrypted")
    if one.compress_type != zipfile.ZIP_STORED or one.file_size != one.compress_size:
        return noted("{name}: {entry} is compressed, which the files of a bundle are not")
    if one.extra or one.comment:
        return noted("{name}: {entry} bears something beside its name and bytes")
    return None


def _overhead(entries: list[zipfile.ZipInfo]) -> int:
    names = sum(len(one.orig_filename.encode()) for one in entries)
    return END + len(entries) * (LOCAL + CENTRAL) + 2 * names


def _compared(held: _Folder | _Zip) -> Verified:
    """What differs."""
    if MANIFEST not in held.sizes:
        return _found(None, None, [tr("{name}: missing; without it nothing can be checked", name=MANIFEST)])
    if held.sizes[MANIFEST] > _MANIFEST_BYTES:
        return _found(
            None,
            None,
            [
                tr(
                    "{name}: {held} bytes, and none has more than {most}",
                    name=MANIFEST,
                    held=held.sizes[MANIFEST],
                    most=_MANIFEST_BYTES,
                )
            ],
        )
    content = b"".join(held.pieces(MANIFEST))
    digest = hashlib.sha256(content).hexdigest()
    try:
        manifest = msgspec.json.decode(content, type=Manifest)
    except (msgspec.MsgspecError, ValueError, RecursionError) as error:
        return _found(None, digest, [tr("{name}: not a manifest: {why}", name=MANIFEST, why=error)])
    problems = list(_of_manifest(manifest, content))
    told: dict[str, BundledFile] = {}
    for one in manifest.files:
        told.setdefault(one.name, one)
    problems += [tr("{name}: missing", name=name) for name in sorted(told.keys() - held.sizes.keys())]
    extra = sorted(held.sizes.keys() - told.keys() - {MANIFEST, SIGNATURE})
    problems += [tr("{name}: is in the bundle, and not in its manifest", name=repr(name)) for name in extra]
    for name in sorted(told.keys() & held.sizes.keys()):
        problems += _of_file(held, told[name])
    signed_by, wrong = _signature(held, content)
    if not problems:
        problems += _of_result(held, manifest)
    return _found(manifest, digest, [*problems, *wrong], signed_by)


def _found(
    manifest: Manifest | None, digest: str | None, problems: list[str], signed_by: str | None = None
) -> Verified:
    return Verified(manifest=manifest, manifest_sha256=digest, signed_by=signed_by, problems=problems)


def _of_manifest(manifest: Manifest, content: bytes) -> Iterator[str]:
    if encode_manifest(manifest) != content:
        yield tr("{name}: not written in the one way that manifests are", name=MANIFEST)
    names = [one.name for one in manifest.files]
    if names != sorted(FILES):
        told, expected = ", ".join(map(repr, names))[:200], ", ".join(sorted(FILES))
        if told:
            yield tr(
                "{name}: names {files}; expected {expected}", name=MANIFEST, files=told, expected=expected
            )
        else:
            yield tr("{name}: names no file; expected {expected}", name=MANIFEST, expected=expected)


def _of_file(held: _Folder | _Zip, told: BundledFile) -> list[str]:
    """What is wrong with a file, to the byte where that can be told."""
    size = held.sizes[told.name]
    if size != told.size_bytes:
        return [
            tr(
                "{name}: {held} bytes; the manifest says {told}",
                name=told.name,
                held=size,
                told=told.size_bytes,
            )
        ]
    digest, read = hashlib.sha256(), 0
    try:
        for piece in held.pieces(told.name):
            digest.update(piece)
            read += len(piece)
    except zipfile.BadZipFile as error:
        return [tr("{name}: its bytes are not those that were packed ({why})", name=told.name, why=error)]
    if read != size:
        return [
            tr(
                "{name}: ends after {held} bytes; the manifest says {told}",
                name=told.name,
                held=read,
                told=told.size_bytes,
            )
        ]
    if digest.hexdigest() != told.sha256:
        return [
            tr(
                "{name}: SHA-256 is {held}; the manifest says {told}",
                name=told.name,
                held=digest.hexdigest(),
                told=told.sha256,
            )
        ]
    return []


def _signature(held: _Folder | _Zip, manifest: bytes) -> tuple[str | None, list[str]]:
    """Who signed the manifest, and what is wrong with the signature."""
    if SIGNATURE not in held.sizes:
        return None, []
    if held.sizes[SIGNATURE] > _MANIFEST_BYTES:
        return None, [
            tr("{name}: {held} bytes, which no signature has", name=SIGNATURE, held=held.sizes[SIGNATURE])
        ]
    text = b"".join(held.pieces(SIGNATURE)).decode("utf-8", "replace")
    try:
        key = signer_of(manifest, text, SIGNATURE, NAMESPACE)
    except LamppostError as error:
        return None, [error.message]
    names = [one.name for one in trusted_keys() if one.key == key]
    if names:
        return tr("{key}, whom you trust as {name}", key=key.fingerprint, name=names[0]), []
    return tr("{key}, whom you have not said to trust", key=key.fingerprint), []


def _of_result(held: _Folder | _Zip, manifest: Manifest) -> list[str]:
    """Whether the result can be read, and says the same level."""
    try:
        result = read_content(b"".join(held.pieces(RESULT)), RESULT)
    except LamppostError as error:
        return [error.message]
    level = result.coverage.shared.level if result.coverage.shared else "none"
    if level != manifest.level:
        return [
            tr(
                "{name}: says level {held}; the manifest says {told}",
                name=RESULT,
                held=level,
                told=manifest.level,
            )
        ]
    return []


def _too_many(name: str) -> TamperedError:
    return TamperedError(
        tr(
            "{name}: more than {most} files, and a bundle has {expected} at most",
            name=name,
            most=_MOST_ENTRIES,
            expected=len(_NAMES),
        ),
        hint=tr("Is this a bundle? Give the ZIP, or the folder it was unpacked to."),
    )
