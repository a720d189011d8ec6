"""`lamppost share`: a bundle of a result for others to see."""

import shutil
import tempfile
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from lamppost.cli import spoken
from lamppost.cli.options import Day
from lamppost.cli.output import hanging, print_text, refuse_overwriting, terminal_width, write_file
from lamppost.model.errors import LamppostError
from lamppost.model.language import noted, tr
from lamppost.model.vocabulary import LEVEL_WORDS, LEVELS, Level

if TYPE_CHECKING:
    from lamppost.pipeline import Bundle


@spoken.command("share")
@click.argument("result", type=click.Path(path_type=Path))
@spoken.option(
    "--level",
    required=True,
    type=click.Choice(LEVELS),
    help=noted("Who it is for; each sees more than the one before."),
)
@spoken.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    metavar="PLACE",
    help=noted("A name that ends in .zip, or that of a new folder. Default: shared-LEVEL.zip."),
)
@spoken.option(
    "--key",
    "key_path",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help=noted("Make pseudonyms with this key, as an earlier bundle did. Default: a key that nobody keeps."),
)
@spoken.option(
    "--new-key",
    "new_key_path",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help=noted("Keep the key that is made in this new file."),
)
@spoken.option(
    "--sign",
    "signing_path",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help=noted("Sign with your private key, as ssh-keygen -t ed25519 makes it."),
)
@spoken.option(
    "--on",
    "shared_on",
    type=Day(),
    metavar="DAY",
    help=noted("The day that the bundle says; default today (UTC)."),
)
def command(
    result: Path,
    level: Level,
    output: Path | None,
    key_path: Path | None,
    new_key_path: Path | None,
    signing_path: Path | None,
    shared_on: date | None,
) -> int:
    """Make a bundle of RESULT that others may see: the result, a report, a page for the auditor and a manifest.

    Addresses, MAC addresses, names of hosts, people and files, and what you wrote or answered are out, or
    pseudonyms under a key of your own; sources, days, frames and hashes stay. The same key, result and day
    give the same bytes.
    """
    from lamppost import pipeline

    place = output or Path(f"shared-{level}.zip")
    if key_path and new_key_path:
        raise click.UsageError(tr("--key and --new-key: give one of them"))
    for new in (place, new_key_path):
        if new is not None and (new.exists() or new.is_symlink()):
            raise LamppostError(
                tr("{file}: is there already", file=new), hint=tr("Choose another name, or move that away.")
            )
    if new_key_path is not None:
        refuse_overwriting(new_key_path, [place])
    held = pipeline.read_result(result)
    key = pipeline.read_key(key_path) if key_path else pipeline.new_key()
    if new_key_path is not None:
        key = key.hex().encode()  # as the file has it, so that --key makes the same pseudonyms
    signer = None
    if signing_path is not None:
        passphrase = None
        if pipeline.is_locked(signing_path):
            passphrase = click.prompt(
                tr("Passphrase of {file}", file=signing_path.name), hide_input=True, err=True
            ).encode()
        signer = pipeline.read_private_key(signing_path, passphrase)
    bundle = pipeline.share(held, level, key, shared_on or datetime.now(UTC).date(), signer)
    if new_key_path is not None:
        write_file(new_key_path, key + b"\n")
    _write(bundle, place)
    print_text("".join(f"{line}\n" for line in _lines(bundle, level, place)))
    return 0


def _lines(bundle: "Bundle", level: Level, place: Path) -> list[str]:
    """What was made, for people."""
    shared = bundle.result.coverage.shared
    words = tr(LEVEL_WORDS[level])
    lines = [tr("{file}: shared at level {level}, {words}", file=place, level=level, words=words)]
    lines += [
        f"{count:>7}  {tr('{what}: out, or pseudonyms', what=tr(what))}"
        for what, count in (shared.taken_out if shared else {}).items()
    ]
    lines += [tr("Read it before you send it: what your devices, makers and policies are is in it.")]
    lines += [tr("SHA-256 of the manifest, to tell by another way: {sha256}", sha256=bundle.manifest_sha256)]
    return [line for text in lines for line in hanging(text, terminal_width(), 2)]


def _write(bundle: "Bundle", place: Path) -> None:
    """The bundle as a private ZIP or folder, whole or not at all."""
    if place.suffix.lower() == ".zip":
        write_file(place, bundle.zipped())
        return
    made = None
    try:
        made = Path(tempfile.mkdtemp(dir=place.parent, prefix=f".{place.name}."))
        for name, content in bundle.files.items():
            write_file(made / name, content)
        made.rename(place)
    except OSError as error:
        raise LamppostError(
            tr("{file}: cannot be written: {why}", file=place, why=error.strerror),
            hint=tr("Choose another place with -o."),
        ) from None
    finally:
        if made is not None and made.exists():
            shutil.rmtree(made)
