"""`lamppost packs`: what lamppost knows, whether it keeps its promises, and all of it for other tools."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import click

from lamppost.cli.options import Day, as_of_option, packs_option, require_signed_option
from lamppost.cli.output import (
    hanging,
    print_document,
    print_text,
    refuse_overwriting,
    refuse_writing_inside,
    terminal_width,
    write_file,
)
from lamppost.cli.update import command as update
from lamppost.model.errors import LamppostError, PackError

NETWORKS_HINT = "lamppost packs build networks --from FILE --day 2026-11-23 -o TABLE.networks"


@click.group("packs")
def command() -> None:
    """List, check, update, sign, trust and export what lamppost knows."""


command.add_command(update)


@command.command("list")
@click.argument("folders", nargs=-1, type=click.Path(path_type=Path))
@require_signed_option
def list_packs(folders: tuple[Path, ...], require_signed: bool) -> int:
    """Print each pack with version, day, licence, rows and their share read in the source itself."""
    from lamppost import pipeline

    packs = pipeline.describe_packs(folders, require_signed=require_signed)
    print_text("".join(f"{line}\n" for text in packs for line in hanging(text, terminal_width(), 11)))
    return 0


@command.command("build")
@click.argument("folder", type=click.Path(path_type=Path))
@click.option(
    "--from",
    "source",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="For networks: a table of addresses as its publisher gives it.",
)
@click.option("--day", type=Day(), metavar="DAY", help="Of which day FILE is, where it does not say so.")
@click.option(
    "--country",
    type=click.Choice(("registered", "located")),
    help="What the countries in FILE are, where it does not say so.",
)
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), metavar="FILE", help="Where the table goes: .networks."
)
def build(folder: Path, source: Path | None, day: date | None, country: Any, output: Path | None) -> int:
    """Write the hash of every file of each pack in FOLDER, which loading then holds them to.

    `build networks --from FILE -o TABLE.networks` makes a table for --networks of what others publish:
    CSV ranges (RouteViews, DB-IP), iptoasn's TSV, the registries' delegated statistics, or MaxMind DB.
    """
    from lamppost import pipeline

    if source is None:
        if day or country or output:
            raise LamppostError("--day, --country and -o go with --from", hint=NETWORKS_HINT)
        print_text("".join(f"{name}: sums written\n" for name in pipeline.build_packs(folder)))
        return 0
    if str(folder) != "networks" or output is None or output.suffix != ".networks":
        raise LamppostError("--from builds networks, into a file that ends in .networks", hint=NETWORKS_HINT)
    if day is not None and day > datetime.now(UTC).date():
        raise LamppostError(f"--day {day}: a day to come", hint="Give the day of which FILE is.")
    refuse_overwriting(output, [source])
    built = pipeline.build_networks(source, day=day.isoformat() if day else None, country=country)
    write_file(output, built.content)
    print_text(f"{output.name}: {built.n_ranges} ranges of {built.day}\n")
    if built.n_skipped:
        print_text(f"{built.n_skipped} rows name nobody and are left out\n")
    if built.n_contested:
        print_text(
            f"{built.n_contested} stretches are claimed by rows that contradict each other; nothing is said of them\n"
        )
    return 0


@command.command("sign")
@click.argument("folder", type=click.Path(path_type=Path))
@click.option(
    "--key",
    "key_path",
    required=True,
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Your private key, as ssh-keygen -t ed25519 makes it.",
)
def sign(folder: Path, key_path: Path) -> int:
    """Sign each pack in FOLDER, so that whoever gets it can tell that it is yours and whole.

    The signature is one of OpenSSH's: `ssh-keygen -Y verify -n lamppost-pack` checks it too.
    """
    from lamppost import pipeline

    passphrase = None
    if pipeline.is_locked(key_path):
        passphrase = click.prompt(f"Passphrase of {key_path.name}", hide_input=True, err=True).encode()
    names, key = pipeline.sign_packs(folder, key_path, passphrase)
    print_text("".join(f"{name}: signed\n" for name in names))
    print_text(f"key {key.fingerprint}; whoever reads the packs runs:\n")
    print_text(f"lamppost packs trust '{key.text}' --name WHO\n")
    return 0


@command.command("trust")
@click.argument("key", required=False)
@click.option(
    "--name", metavar="WHO", help="What to call whoever holds the key; the key's comment if absent."
)
@click.option("--remove", is_flag=True, help="Trust KEY, given by name or fingerprint, no longer.")
def trust(key: str | None, name: str | None, remove: bool) -> int:
    """Trust what KEY signs, given as the line of a .pub file or its path; without KEY, print the trusted keys."""
    from lamppost import pipeline

    if key is None:
        held = pipeline.trusted_keys()
        print_text("".join(f"{one.key.fingerprint} {one.name}\n" for one in held) or "no key is trusted\n")
        return 0
    changed = pipeline.distrust(key) if remove else pipeline.trust(key, name)
    words = "no longer trusted" if remove else "trusted"
    print_text(f"{words}: {changed.name} {changed.key.fingerprint}\n")
    return 0


@command.command("check")
@click.argument("folders", nargs=-1, type=click.Path(path_type=Path))
@as_of_option
@click.option("--require-fresh", is_flag=True, help="Fail where a day of review has passed.")
@require_signed_option
def check(folders: tuple[Path, ...], as_of: date | None, require_fresh: bool, require_signed: bool) -> int:
    """Check the shipped packs, and any FOLDERS of yours beside them: packs, or a single policy.

    Schema, sources, days, unique ids, references, examples of every fingerprint, conditions and cases
    of every rule; warns of rows and rules whose day of review has passed.
    """
    from lamppost import pipeline

    problems = pipeline.check(folders, require_signed=require_signed)
    for problem in problems:
        click.echo(problem, err=True)
    if problems:
        raise PackError(f"{len(problems)} problems", hint="Each line above says where and what.")
    overdue = pipeline.overdue(folders, as_of or datetime.now(UTC).date())
    for line in overdue:
        click.echo(line, err=True)
    if overdue and require_fresh:
        raise PackError(
            "some rows are past their day of review",
            hint="Look at their sources again, or read a new edition: lamppost packs update",
        )
    print_text("packs: every source, id, reference, day, example and case holds\n")
    return 0


@command.command("export")
@click.option(
    "--format",
    "to",
    type=click.Choice(("ftm",)),
    default="ftm",
    show_default=True,
    help="ftm: FollowTheMoney entities, one JSON object per line.",
)
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Write here rather than print.",
)
@as_of_option
@packs_option
@require_signed_option
def export(
    to: str,
    output: Path | None,
    as_of: date | None,
    pack_folders: tuple[Path, ...],
    require_signed: bool,
) -> int:
    """Write the packs in a form that other tools read.

    Without --as-of (or LAMPPOST_AS_OF) every row goes out with its period; with it, only those that held on
    that day. What is left out and the credits due are said on standard error.
    """
    from lamppost import pipeline

    del to  # the only one there is
    if output is not None:
        refuse_writing_inside(output, pack_folders)
    exported = pipeline.export_packs(pack_folders, as_of, require_signed=require_signed)
    if output is None:
        print_document(exported.text)
    else:
        write_file(output, exported.text)
    when = f"that held on {as_of}" if as_of else "of every time"
    click.echo(f"{'wrote' if output else 'printed'} {exported.entities} entities, rows {when}", err=True)
    said = [f"left out: {count} {reason}" for reason, count in exported.left_out]
    said += [f"credit due: {credit}" for credit in exported.credits_due]
    for text in said:
        for line in hanging(text, terminal_width(), 2):
            click.echo(line, err=True)
    return 0
