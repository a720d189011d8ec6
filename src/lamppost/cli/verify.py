"""`lamppost verify`: whether a bundle is what its manifest says."""

import re
from pathlib import Path

import click

from lamppost.cli import spoken
from lamppost.cli.output import hanging, print_text, terminal_width
from lamppost.model.language import noted, tr, tr_n

TAMPERED = 4


@spoken.command("verify")
@click.argument("bundle", type=click.Path(path_type=Path))
@spoken.option(
    "--sha256",
    "expected",
    metavar="HEX",
    help=noted("What whoever sent it says the hash of its manifest is; `share` prints it."),
)
def command(bundle: Path, expected: str | None) -> int:
    """Check a BUNDLE of `lamppost share`, a ZIP or the folder it was unpacked to, byte by byte.

    Each file has to be there, no other may, and each byte has to be as the manifest says. Leaves with 0 where
    that is so, with 4 where something is missing, added or changed, and with 2 where it is no bundle. Nothing
    is unpacked, and nothing in it is opened before it was checked.
    """
    from lamppost import pipeline

    if expected is not None and not re.fullmatch("[0-9a-fA-F]{64}", expected.strip()):
        raise click.UsageError(tr("--sha256 {value}: not 64 hex digits", value=repr(expected[:80])))
    found = pipeline.verify(bundle)
    problems = list(found.problems)
    if expected is not None and found.manifest_sha256 != expected.strip().lower():
        problems.append(
            tr(
                "manifest.json: SHA-256 is {found}; told was {told}",
                found=found.manifest_sha256,
                told=expected.strip().lower(),
            )
        )
    lines = [f"{bundle.name}: {problem}" for problem in problems]
    if found.manifest is not None and not problems:
        one = found.manifest
        lines.append(
            tr_n(
                "{bundle}: whole; {n} file, each as the manifest says",
                "{bundle}: whole; {n} files, each as the manifest says",
                len(one.files),
                bundle=bundle.name,
            )
        )
        lines.append(
            tr(
                "shared on {day} at level {level}, by {tool} {version}",
                day=one.shared_on,
                level=one.level,
                tool=one.tool,
                version=one.tool_version,
            )
        )
    if found.manifest_sha256 and not problems:
        lines.append(tr("SHA-256 of the manifest {sha256}", sha256=found.manifest_sha256))
    lines.append(tr("signed by {signer}", signer=found.signed_by) if found.signed_by else tr(_UNSIGNED))
    print_text("".join(f"{line}\n" for text in lines for line in hanging(text, terminal_width(), 2)))
    return TAMPERED if problems else 0


_UNSIGNED = noted(
    "not signed: that nobody made it anew is known only if the hash of the manifest is the one that the sender tells "
    "you by another way"
)
