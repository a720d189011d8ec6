"""Signatures of packs: Ed25519 in the signature format of OpenSSH, so that ssh-keygen makes and checks them too.

The format is OpenSSH's PROTOCOL.sshsig, version 1; keys are those of ssh-keygen (RFC 4253 §6.6,
RFC 8709). What is signed is the file of sums of a pack, which names the hash of every other file.
"""

import base64
import binascii
import hashlib
import struct
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from lamppost.knowledge.files import read_small
from lamppost.model.errors import PackError
from lamppost.model.language import tr

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

NAMESPACE = "lamppost-pack"
"""What a signature is for; one that was made for anything else does not count."""
KEY_TYPE = b"ssh-ed25519"
MAX_KEY_BYTES = 64 * 1024
_MAGIC = b"SSHSIG"
_BEGIN, _END = "-----BEGIN SSH SIGNATURE-----", "-----END SSH SIGNATURE-----"
_HASHES = {b"sha512": hashlib.sha512, b"sha256": hashlib.sha256}
_KEY_BYTES, _SIGNATURE_BYTES = 32, 64


class PublicKey(msgspec.Struct, frozen=True):
    """An Ed25519 key."""

    raw: bytes

    @property
    def blob(self) -> bytes:
        """The key as OpenSSH encodes it."""
        return _string(KEY_TYPE) + _string(self.raw)

    @property
    def text(self) -> str:
        """The key as it stands in a .pub file, without a comment."""
        return f"{KEY_TYPE.decode()} {base64.b64encode(self.blob).decode()}"

    @property
    def fingerprint(self) -> str:
        """As `ssh-keygen -l` prints it."""
        digest = base64.b64encode(hashlib.sha256(self.blob).digest()).decode().rstrip("=")
        return f"SHA256:{digest}"


def read_public_key(text: str, where: str) -> tuple[PublicKey, str]:
    """A key and its comment from the line of a .pub file.

    Args:
        text: The line.
        where: How errors name it.

    Raises:
        PackError: It is no Ed25519 key.
    """
    parts = text.strip().split(None, 2)
    hint = "Give the line of a .pub file, or the file; make a key with: ssh-keygen -t ed25519 -f KEY"
    if len(parts) < 2 or parts[0] != KEY_TYPE.decode():
        raise PackError(f"{where}: not an ssh-ed25519 key", hint=hint)
    try:
        kind, raw, rest = _fields(base64.b64decode(parts[1], validate=True), 2)
    except (ValueError, binascii.Error):
        raise PackError(f"{where}: the key cannot be decoded", hint=hint) from None
    if kind != KEY_TYPE or len(raw) != _KEY_BYTES or rest:
        raise PackError(f"{where}: the key cannot be decoded", hint=hint)
    return PublicKey(raw), parts[2] if len(parts) > 2 else ""


def read_private_key(path: Path, passphrase: bytes | None) -> "Ed25519PrivateKey":
    """A private key as ssh-keygen writes it.

    Args:
        path: The file.
        passphrase: What it is locked with; None if it is not.

    Raises:
        PackError: It cannot be read or unlocked, or is of another kind.
    """
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import load_ssh_private_key

    content = read_small(path, MAX_KEY_BYTES, tr("a private key"))
    try:
        key = load_ssh_private_key(content, passphrase)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise PackError(
            tr("{file}: not a private key that this passphrase opens: {why}", file=path.name, why=error),
            hint=tr("Make one with: {command}", command="ssh-keygen -t ed25519 -f KEY"),
        ) from None
    if not isinstance(key, Ed25519PrivateKey):
        raise PackError(
            tr("{file}: not an Ed25519 key", file=path.name),
            hint=tr("Make one with: {command}", command="ssh-keygen -t ed25519"),
        )
    return key


def is_locked(path: Path) -> bool:
    """Whether a private key needs a passphrase.

    Raises:
        PackError: It cannot be read.
    """
    content = read_small(path, MAX_KEY_BYTES, tr("a private key"))
    body = b"".join(line for line in content.splitlines() if not line.startswith(b"-----"))
    try:
        cipher = _fields(base64.b64decode(body)[len(b"openssh-key-v1\0") :], 1)[0]
    except (ValueError, binascii.Error):
        return False
    return cipher != b"none"


def sign(message: bytes, key: "Ed25519PrivateKey", namespace: str = NAMESPACE) -> str:
    """The signature of a message, armoured.

    Args:
        message: What is signed.
        key: Whose signature it is.
        namespace: What it is for.
    """
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    public = PublicKey(key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw))
    made = key.sign(_signed(message, namespace.encode(), b"", b"sha512"))
    blob = _MAGIC + struct.pack(">I", 1) + _string(public.blob)
    blob += _string(namespace.encode()) + _string(b"") + _string(b"sha512")
    blob += _string(_string(KEY_TYPE) + _string(made))
    text = base64.b64encode(blob).decode()
    lines = [text[at : at + 70] for at in range(0, len(text), 70)]
    return "\n".join([_BEGIN, *lines, _END]) + "\n"


def signer_of(message: bytes, signature: str, where: str, purpose: str = NAMESPACE) -> PublicKey:
    """The key that a message was signed with; whether that key is trusted is another question.

    Args:
        message: The content of the signed file.
        signature: Armoured.
        where: How errors name the signature.
        purpose: What it has to be made for.

    Raises:
        PackError: It is no such signature, was made for another purpose, or is of another message.
    """
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    public, namespace, reserved, algorithm, made = _parts(signature, where)
    if namespace != purpose.encode():
        raise PackError(
            f"{where}: made for {namespace.decode(errors='replace')!r}, not for {purpose!r}",
            hint=f"Sign with: lamppost packs sign, or ssh-keygen -Y sign -n {purpose}",
        )
    if algorithm not in _HASHES:
        raise PackError(f"{where}: hashed by {algorithm.decode(errors='replace')!r}, not sha512 or sha256")
    try:
        Ed25519PublicKey.from_public_bytes(public.raw).verify(
            made, _signed(message, namespace, reserved, algorithm)
        )
    except (InvalidSignature, ValueError):
        raise PackError(
            f"{where}: the signature does not fit the sums",
            hint="The pack was changed after it was signed; ask for it anew.",
        ) from None
    return public


def _parts(signature: str, where: str) -> tuple[PublicKey, bytes, bytes, bytes, bytes]:
    broken = PackError(
        f"{where}: not an OpenSSH signature by an Ed25519 key",
        hint=f"Sign with: lamppost packs sign, or ssh-keygen -Y sign -n {NAMESPACE}",
    )
    lines = signature.strip().splitlines()
    if len(lines) < 3 or lines[0].strip() != _BEGIN or lines[-1].strip() != _END:
        raise broken
    try:
        text = "".join(line.strip() for line in lines[1:-1])
        blob = base64.b64decode(text, validate=True)
        if base64.b64encode(blob).decode() != text:  # one signature has one spelling
            raise broken
        if blob[:10] != _MAGIC + struct.pack(">I", 1):
            raise broken
        key, namespace, reserved, algorithm, made, rest = _fields(blob[10:], 5)
        key_kind, raw, key_rest = _fields(key, 2)
        kind, value, made_rest = _fields(made, 2)
    except (ValueError, binascii.Error):
        raise broken from None
    right = key_kind == kind == KEY_TYPE and len(raw) == _KEY_BYTES and len(value) == _SIGNATURE_BYTES
    if not right or rest or key_rest or made_rest:
        raise broken
    return PublicKey(raw), namespace, reserved, algorithm, value


def _signed(message: bytes, namespace: bytes, reserved: bytes, algorithm: bytes) -> bytes:
    digest = _HASHES[algorithm](message).digest()
    return _MAGIC + _string(namespace) + _string(reserved) + _string(algorithm) + _string(digest)


def _string(value: bytes) -> bytes:
    """A string of RFC 4251 §5: its length in four bytes, then its bytes."""
    return struct.pack(">I", len(value)) + value


def _fields(content: bytes, count: int) -> list[bytes]:
    """The first strings of some bytes, and what is left.

    Raises:
        ValueError: The bytes end before.
    """
    found = []
    for _ in range(count):
        if len(content) < 4:
            raise ValueError("cut")
        (length,) = struct.unpack(">I", content[:4])
        if len(content) < 4 + length:
            raise ValueError("cut")
        found.append(content[4 : 4 + length])
        content = content[4 + length :]
    return [*found, content]
