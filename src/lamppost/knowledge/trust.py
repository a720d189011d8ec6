"""The keys whose signatures a user trusts, kept as OpenSSH's allowed_signers file (ssh-keygen(1))."""

import os
import re
import sys
import tempfile
from pathlib import Path

import msgspec

from lamppost.knowledge.files import put_whole, read_small, read_text
from lamppost.knowledge.seals import SEAL, build
from lamppost.knowledge.signatures import (
    MAX_KEY_BYTES,
    NAMESPACE,
    PublicKey,
    read_private_key,
    read_public_key,
    sign,
    signer_of,
)
from lamppost.model.errors import PackError
from lamppost.model.language import tr

SIGNATURE = f"{SEAL}.sig"
MAX_TRUST_BYTES = 1024 * 1024
_OPTION = f'namespaces="{NAMESPACE}"'


class Trusted(msgspec.Struct, frozen=True, kw_only=True):
    """A key and what the user calls whoever holds it."""

    name: str
    key: PublicKey


def trusted_keys(place: Path | None = None) -> list[Trusted]:
    """The trusted keys, in the order in which they were added.

    Args:
        place: The file; the user's own if None. A missing one trusts nobody.

    Raises:
        PackError: A line is not as `packs trust` writes it.
    """
    path = place or trust_file()
    if not path.exists():
        return []
    found = []
    text = read_text(path, MAX_TRUST_BYTES, tr("the file of trusted keys"))
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip() or line.startswith("#"):
            continue
        name, _, rest = line.strip().partition(" ")
        option, _, key = rest.partition(" ")
        if option != _OPTION:
            raise PackError(
                f"{path.name}:{number}: expected a name, {_OPTION} and a key",
                hint="Remove the line, and add the key with: lamppost packs trust KEY",
            )
        found.append(Trusted(name=name, key=read_public_key(key, f"{path.name}:{number}")[0]))
    return found


def trust(key: str, name: str | None, place: Path | None = None) -> Trusted:
    """Add a key, given as a line or as the path of a .pub file.

    Args:
        key: The line of a .pub file, or its path.
        name: What to call its holder; the key's comment if None.
        place: The file; the user's own if None.

    Raises:
        PackError: It is no key, or has no name, or the file cannot be written.
    """
    is_path = not key.startswith("ssh-") or Path(key).is_file()
    text = read_text(Path(key), MAX_KEY_BYTES, tr("a public key")) if is_path else key
    public, comment = read_public_key(text, Path(key).name if is_path else "the key")
    called = "-".join((name or comment).split())
    if not re.fullmatch(r"[\w.@+-]{1,80}", called):
        raise PackError(
            f"{called[:40]!r} cannot be the name of a key" if called else "the key has no name",
            hint="Say whose it is in letters, digits and . @ + -: lamppost packs trust KEY --name WHO",
        )
    held = trusted_keys(place)
    for one in held:
        if one.key == public:
            return one  # it stays what it was called
    added = Trusted(name=called, key=public)
    _write([*held, added], place or trust_file())
    return added


def distrust(fingerprint: str, place: Path | None = None) -> Trusted:
    """Take a key away again.

    Raises:
        PackError: There is none of that fingerprint or name.
    """
    held = trusted_keys(place)
    gone = [one for one in held if fingerprint in (one.key.fingerprint, one.name)]
    if not gone:
        raise PackError(f"no trusted key {fingerprint!r}", hint="See them with: lamppost packs trust")
    _write([one for one in held if one not in gone], place or trust_file())
    return gone[0]


def sign_packs(folder: Path, key_path: Path, passphrase: bytes | None) -> tuple[list[str], PublicKey]:
    """Write the sums of each pack in a folder anew, and sign them.

    Returns:
        The names of the packs, and the key that others have to trust.

    Raises:
        PackError: There is no pack, or the key cannot be read.
    """
    key = read_private_key(key_path, passphrase)
    names = build(folder)
    signer = None
    for name in names:
        pack = folder / name
        message = (pack / SEAL).read_bytes()
        text = sign(message, key)
        put_whole(pack / SIGNATURE, text.encode("ascii"))
        signer = signer_of(message, text, f"{name}/{SIGNATURE}")
    if signer is None:
        raise PackError(f"{folder.name}: no pack in it", hint="Give the folder that holds the packs.")
    return names, signer


def signer_name(pack: Path, place: Path | None = None) -> str | None:
    """Who signed a pack, as name and fingerprint; None for a pack without a signature.

    Raises:
        PackError: The signature is broken, or by a key that is not trusted.
    """
    where = f"{pack.name}/{SIGNATURE}"
    if not (pack / SIGNATURE).exists():
        return None
    signature = read_text(pack / SIGNATURE, MAX_KEY_BYTES, tr("a signature"), label=where)
    sums = read_small(pack / SEAL, MAX_TRUST_BYTES, tr("the sums of a pack"), label=f"{pack.name}/{SEAL}")
    key = signer_of(sums, signature, where)
    for one in trusted_keys(place):
        if one.key == key:
            return f"{one.name} ({key.fingerprint})"
    raise PackError(
        f"{where}: signed with a key that is not trusted: {key.fingerprint}",
        hint=f"If you know whose it is: lamppost packs trust '{key.text}' --name WHO",
    )


def trust_file() -> Path:
    """Where the user's trusted keys are kept."""
    if sys.platform == "win32":
        base = Path(os.environ.get("APPDATA") or Path.home() / "AppData" / "Roaming")
    elif sys.platform == "darwin":
        base = Path.home() / "Library" / "Application Support"
    else:
        chosen = Path(os.environ.get("XDG_CONFIG_HOME") or "")  # a relative one is to be ignored (XDG)
        base = chosen if chosen.is_absolute() else Path.home() / ".config"
    return base / "lamppost" / "allowed_signers"


def _write(keys: list[Trusted], path: Path) -> None:
    """Write the file at once, readable for its owner alone."""
    text = "".join(f"{one.name} {_OPTION} {one.key.text}\n" for one in keys)
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent)
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
        Path(name).replace(path)
    except OSError as error:
        raise PackError(
            f"{path.name}: cannot be written: {error.strerror}", hint=f"May you write in {path.parent}?"
        ) from None
