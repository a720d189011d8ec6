"""A bundle: the redacted result, its report, a page for the auditor, and a manifest with the hash of each."""

import hashlib
import io
import zipfile
from datetime import date
from typing import TYPE_CHECKING, Literal

import msgspec

from lamppost import __version__
from lamppost.knowledge.base import Knowledge
from lamppost.knowledge.loading import load_packs
from lamppost.knowledge.signatures import sign
from lamppost.model.result import ResultDocument
from lamppost.model.vocabulary import Level
from lamppost.model.writing import encode_result
from lamppost.pipeline.documents import render
from lamppost.pipeline.sharing.checking_out import refuse_leaks
from lamppost.pipeline.sharing.naming import Naming
from lamppost.pipeline.sharing.pseudonyms import Pseudonyms
from lamppost.pipeline.sharing.redacting import redact
from lamppost.pipeline.sharing.shipped import Shipped

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

BUNDLE_VERSION = "1"
NAMESPACE = "lamppost-bundle"
"""What a signature of a bundle is for."""
RESULT, REPORT, AUDITOR = "result.json", "report.html", "auditor.html"
MANIFEST, SIGNATURE = "manifest.json", "manifest.json.sig"
FILES = (AUDITOR, REPORT, RESULT)
_EARLIEST = (1980, 1, 1, 0, 0, 0)
"""The first time that a ZIP can tell (APPNOTE.TXT 4.4.6); each file has it, so that the bytes are the same on any day."""


class BundledFile(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A file of a bundle."""

    name: str
    sha256: str
    size_bytes: int


class Manifest(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a bundle holds."""

    bundle_version: Literal["1"]
    tool: str
    tool_version: str
    level: Level
    shared_on: date
    files: list[BundledFile]
    """By name; the manifest itself and its signature are not among them."""


class Bundle(msgspec.Struct, frozen=True, kw_only=True):
    """The files of a bundle, and what was taken out of them."""

    files: dict[str, bytes]
    manifest_sha256: str
    result: ResultDocument

    def zipped(self) -> bytes:
        """The same as a ZIP whose files are stored as they are: its bytes are the same wherever it is made."""
        held = io.BytesIO()
        with zipfile.ZipFile(held, "w", zipfile.ZIP_STORED) as archive:
            for name in sorted(self.files):
                info = zipfile.ZipInfo(name, _EARLIEST)
                info.external_attr = 0o600 << 16
                info.create_system = 3
                archive.writestr(info, self.files[name])
        return held.getvalue()


def share(
    result: ResultDocument,
    level: Level,
    key: bytes,
    shared_on: date,
    signer: "Ed25519PrivateKey | None" = None,
) -> Bundle:
    """A bundle of a result, for others to see.

    Args:
        result: The result.
        level: Who it is for.
        key: What the pseudonyms are made with.
        shared_on: The day of today, which the bundle says.
        signer: The key to sign the manifest with, if any.

    Raises:
        LamppostError: It was shared before; or something of it would have stayed.
    """
    from lamppost.report.auditor.page import render as render_auditor

    packs = load_packs()
    naming = Naming(level, Pseudonyms(key), Shipped(packs, Knowledge(packs, result.as_of)))
    shared = redact(result, naming)
    content = encode_result(shared)
    refuse_leaks(result, content.decode())
    files = {RESULT: content, REPORT: render(shared, "html").encode()}
    refuse_leaks(result, files[REPORT].decode())
    sums = [(name, *_summed(files[name])) for name in (RESULT, REPORT)]
    command = f"lamppost share RESULT --level {level}"
    files[AUDITOR] = render_auditor(shared, shared_on, command, sums).encode()
    refuse_leaks(result, files[AUDITOR].decode())
    manifest = encode_manifest(
        Manifest(
            bundle_version="1",
            tool="lamppost",
            tool_version=__version__,
            level=level,
            shared_on=shared_on,
            files=[_bundled(name, files[name]) for name in FILES],
        )
    )
    files[MANIFEST] = manifest
    if signer is not None:
        files[SIGNATURE] = sign(manifest, signer, NAMESPACE).encode()
    return Bundle(files=files, manifest_sha256=hashlib.sha256(manifest).hexdigest(), result=shared)


def encode_manifest(manifest: Manifest) -> bytes:
    """The manifest in the one way that it is written: as RFC 8785 has it, for it holds no number but whole ones."""
    return msgspec.json.encode(manifest, order="sorted") + b"\n"


def _summed(content: bytes) -> tuple[str, int]:
    return hashlib.sha256(content).hexdigest(), len(content)


def _bundled(name: str, content: bytes) -> BundledFile:
    digest, size = _summed(content)
    return BundledFile(name=name, sha256=digest, size_bytes=size)
