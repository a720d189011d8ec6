"""`lamppost packs`: what lamppost knows, whether it keeps its promises, and all of it for other tools."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import click

from lamppost.cli import spoken
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
from lamppost.model.language import noted, tr, tr_n

_EXPORTED = {
    (True, True): noted("wrote {count} entities, rows that held on {day}"),
    (True, False): noted("wrote {count} entities, rows of every time"),
    (False, True): noted("printed {count} entities, rows that held on {day}"),
    (False, False): noted("printed {count} entities, rows of every time"),
}
"""What was done, by whether there is a file, and whether there is a day."""
NETWORKS_HINT = "lamppost packs build networks --from FILE --day 2026-11-23 -o TABLE.networks"


@spoken.group("packs")
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
@spoken.option(
    "--from",
    "source",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help=noted("For networks: a table of addresses as its publisher gives it."),
)
@spoken.option(
    "--day", type=Day(), metavar="DAY", help=noted("Of which day FILE is, where it does not say so.")
)
@spoken.option(
    "--country",
    type=click.Choice(("registered", "located")),
    help=noted("What the countries in FILE are, where it does not say so."),
)
@spoken.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help=noted("Where the table goes: .networks."),
)
def build(folder: Path, source: Path | None, day: date | None, country: Any, output: Path | None) -> int:
    """Write the hash of every file of each pack in FOLDER, which loading then holds them to.

    `build networks --from FILE -o TABLE.networks` makes a table for --networks of what others publish:
    CSV ranges (RouteViews, DB-IP), iptoasn's TSV, the registries' delegated statistics, or MaxMind DB.
    """
    from lamppost import pipeline

    if source is None:
        if day or country or output:
            raise LamppostError(tr("--day, --country and -o go with --from"), hint=NETWORKS_HINT)
        for name in pipeline.build_packs(folder):
            _print(tr("{pack}: sums written", pack=name))
        return 0
    if str(folder) != "networks" or output is None or output.suffix != ".networks":
        raise LamppostError(
            tr("--from builds networks, into a file that ends in .networks"), hint=NETWORKS_HINT
        )
    if day is not None and day > datetime.now(UTC).date():
        raise LamppostError(
            tr("{option} {day}: a day to come", option="--day", day=day),
            hint=tr("Give the day of which FILE is."),
        )
    refuse_overwriting(output, [source])
    built = pipeline.build_networks(source, day=day.isoformat() if day else None, country=country)
    write_file(output, built.content)
    _print(tr("{file}: {count} ranges of {day}", file=output.name, count=built.n_ranges, day=built.day))
    if built.n_skipped:
        _print(tr("{count} rows name nobody and are left out", count=built.n_skipped))
    if built.n_contested:
        _print(
            tr(
                "{count} stretches are claimed by rows that contradict each other; nothing is said of them",
                count=built.n_contested,
            )
        )
    return 0


@command.command("sign")
@click.argument("folder", type=click.Path(path_type=Path))
@spoken.option(
    "--key",
    "key_path",
    required=True,
    type=click.Path(path_type=Path),
    metavar="FILE",
    help=noted("Your private key, as ssh-keygen -t ed25519 makes it."),
)
def sign(folder: Path, key_path: Path) -> int:
    """Sign each pack in FOLDER, so that whoever gets it can tell that it is yours and whole.

    The signature is one of OpenSSH's: `ssh-keygen -Y verify -n lamppost-pack` checks it too.
    """
    from lamppost import pipeline

    passphrase = None
    if pipeline.is_locked(key_path):
        passphrase = click.prompt(
            tr("Passphrase of {file}", file=key_path.name), hide_input=True, err=True
        ).encode()
    names, key = pipeline.sign_packs(folder, key_path, passphrase)
    for name in names:
        _print(tr("{pack}: signed", pack=name))
    _print(tr("key {fingerprint}; whoever reads the packs runs:", fingerprint=key.fingerprint))
    _print(f"lamppost packs trust '{key.text}' --name WHO")
    return 0


@command.command("trust")
@click.argument("key", required=False)
@spoken.option(
    "--name", metavar="WHO", help=noted("What to call whoever holds the key; the key's comment if absent.")
)
@spoken.option("--remove", is_flag=True, help=noted("Trust KEY, given by name or fingerprint, no longer."))
def trust(key: str | None, name: str | None, remove: bool) -> int:
    """Trust what KEY signs, given as the line of a .pub file or its path; without KEY, print the trusted keys."""
    from lamppost import pipeline

    if key is None:
        held = pipeline.trusted_keys()
        told = "\n".join(f"{one.key.fingerprint} {one.name}" for one in held)
        _print(told or tr("no key is trusted"))
        return 0
    changed = pipeline.distrust(key) if remove else pipeline.trust(key, name)
    who = f"{changed.name} {changed.key.fingerprint}"
    _print(tr("no longer trusted: {key}", key=who) if remove else tr("trusted: {key}", key=who))
    return 0


@command.command("check")
@click.argument("folders", nargs=-1, type=click.Path(path_type=Path))
@as_of_option
@spoken.option("--require-fresh", is_flag=True, help=noted("Fail where a day of review has passed."))
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
        raise PackError(
            tr_n("{n} problem", "{n} problems", len(problems)),
            hint=tr("Each line above says where and what."),
        )
    overdue = pipeline.overdue(folders, as_of or datetime.now(UTC).date())
    for line in overdue:
        click.echo(line, err=True)
    if overdue and require_fresh:
        raise PackError(
            tr("some rows are past their day of review"),
            hint=tr("Look at their sources again, or read a new edition: lamppost packs update"),
        )
    _print(tr("packs: every source, id, reference, day, example and case holds"))
    return 0


@command.command("export")
@spoken.option(
    "--format",
    "to",
    type=click.Choice(("ftm",)),
    default="ftm",
    show_default=True,
    help=noted("ftm: FollowTheMoney entities, one JSON object per line."),
)
@spoken.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help=noted("Write here rather than print."),
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
    words = _EXPORTED[(output is not None, as_of is not None)]
    said = [tr(words, count=exported.entities, day=as_of)]
    said += [
        tr("left out: {count} {reason}", count=count, reason=reason) for reason, count in exported.left_out
    ]
    said += [tr("credit due: {credit}", credit=credit) for credit in exported.credits_due]
    for text in said:
        for line in hanging(text, terminal_width(), 2):
            click.echo(line, err=True)
    return 0


def _print(line: str) -> None:
    print_text(f"{line}\n")
