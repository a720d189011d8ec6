"""SHA256SUMS of the files of a release, and its signature in OpenSSH's format.

sha256sum -c SHA256SUMS
ssh-keygen -Y verify -f allowed_signers -I WHO -n lamppost-release -s SHA256SUMS.sig < SHA256SUMS
"""

import getpass
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

from lamppost.knowledge.signatures import is_locked, read_private_key, sign

SUMS, SIGNATURE = "SHA256SUMS", "SHA256SUMS.sig"
NAMESPACE = "lamppost-release"
"""What the signature is for: one of a pack does not count for a release, nor the other way round."""


def write_sums(files: list[Path]) -> Path:
    """Write the hash of each file beside them, by name, as sha256sum does."""
    lines = [f"{sha256(path.read_bytes()).hexdigest()}  {path.name}\n" for path in sorted(files)]
    there = files[0].with_name(SUMS)
    there.write_text("".join(lines), encoding="utf-8", newline="\n")
    return there


def write_signature(sums: Path, key_file: Path, ask: Callable[[str], str] = getpass.getpass) -> Path:
    """Sign the sums.

    Args:
        sums: SHA256SUMS.
        key_file: An Ed25519 key of OpenSSH.
        ask: Asked for the passphrase, if the key has one.

    Raises:
        PackError: The file holds no such key, or the passphrase is another.
    """
    passphrase = ask(f"Passphrase of {key_file.name}: ").encode() if is_locked(key_file) else None
    there = sums.with_name(SIGNATURE)
    signature = sign(sums.read_bytes(), read_private_key(key_file, passphrase), NAMESPACE)
    there.write_text(signature, encoding="ascii", newline="\n")
    return there
