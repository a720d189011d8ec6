"""`lamppost packs`: what lamppost knows, and whether it keeps its promises."""

from pathlib import Path

import click

from lamppost.cli.output import print_text
from lamppost.model.errors import PackError


@click.group("packs")
def command() -> None:
    """List and check what lamppost knows."""


@command.command("list")
@click.argument("folders", nargs=-1, type=click.Path(path_type=Path))
def list_packs(folders: tuple[Path, ...]) -> int:
    """Print each pack with version, day, licence, rows and their share read in the source itself."""
    from lamppost import pipeline

    lines = pipeline.describe_packs(folders)
    print_text("\n".join(lines) + "\n")
    return 0


@command.command("build")
@click.argument("folder", type=click.Path(path_type=Path))
def build(folder: Path) -> int:
    """Write the hash of every file of each pack in FOLDER, which loading then holds them to."""
    from lamppost import pipeline

    print_text("".join(f"{name}: sums written\n" for name in pipeline.build_packs(folder)))
    return 0


@command.command("check")
@click.argument("folders", nargs=-1, type=click.Path(path_type=Path))
def check(folders: tuple[Path, ...]) -> int:
    """Check the shipped packs, and any FOLDERS of yours beside them.

    Schema, sources, days, unique ids, references, examples of every fingerprint, cases of every rule.
    """
    from lamppost import pipeline

    problems = pipeline.check(folders)
    for problem in problems:
        click.echo(problem, err=True)
    if problems:
        raise PackError(f"{len(problems)} problems", hint="Each line above says where and what.")
    print_text("packs: every source, id, reference, day, example and case holds\n")
    return 0
