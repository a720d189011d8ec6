"""A plan, put into a folder of packs: every file appears whole or not at all, the sums last.

All new content is first written and flushed beside its place, and written down; then it is renamed into it, then the sums are
written: whoever reads in between finds the old state, or a folder that loading refuses, and the next update ends the work.
"""

import contextlib
import csv
import io
import os
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path

import msgspec
import yaml

from lamppost.knowledge.files import UNFINISHED
from lamppost.knowledge.found import is_by_edition
from lamppost.knowledge.packs import MAX_ROWS_BYTES, decode_yaml
from lamppost.knowledge.seals import SEAL
from lamppost.knowledge.structs import Correction, ListEntry, ListFile, Manifest, Source
from lamppost.knowledge.trust import SIGNATURE
from lamppost.knowledge.updating.places import refuse_links
from lamppost.knowledge.updating.resuming import begin, end
from lamppost.knowledge.updating.rows import Format, UpdateError
from lamppost.knowledge.updating.update import REVIEW_AFTER, ListPlan, Plan, held_corrections

MADE = "Made by `lamppost packs update`: "
"""How what this module wrote is told from what a person wrote; only the former is written anew."""
ROWS_AT_ONCE = 1000


def write(plan: Plan) -> list[str]:
    """Write what a plan changes; the files, relative to the folder, in the order written.

    Raises:
        UpdateError: A file would be too large, or cannot be written.
    """
    into, texts = plan.request.into, dict[str, Iterable[str]]()
    changed = [one for one in plan.lists if not one.difference.is_empty]
    if not changed:
        return []
    for one in changed:
        texts[f"lists/{one.list_id}/entries.csv"] = table_parts(ListEntry, one.difference.entries)
    for one in changed:
        path = into / "lists" / one.list_id / "list.yml"
        if is_ours(path, "held_note"):
            texts[f"lists/{one.list_id}/list.yml"] = [yaml_text(_list_file(one, plan))]
    corrections = [row for one in changed for row in one.difference.corrections]
    if corrections:
        rows = sorted([*held_corrections(into), *corrections], key=lambda row: (row.corrected_on, row.row))
        texts["lists/corrections.csv"] = [table(Correction, rows)]
    if is_ours(into / "lists" / "pack.yml", "missing"):
        texts["lists/pack.yml"] = [yaml_text(_manifest(into / "lists", plan))]
    put(into, texts, "lists")
    return list(texts)


def is_kept_by_hand(into: Path) -> bool:
    """Whether a person keeps the manifest of the lists, so that this module leaves it alone."""
    return not is_ours(into / "lists" / "pack.yml", "missing")


def is_signed(into: Path, pack: str) -> bool:
    """Whether a pack has a signature, which goes when the pack is written to."""
    return (into / pack / SIGNATURE).exists()


def put(into: Path, texts: Mapping[str, Iterable[str]], pack: str) -> None:
    """Write files below a folder, all or none, and the sums of the pack they are in; a signature goes.

    Args:
        into: The folder of packs.
        texts: Path below it → content; renamed into place in this order.
        pack: The pack that they are of.

    Raises:
        UpdateError: A file would be too large to be loaded, leads elsewhere, or cannot be written.
    """
    for name in (*texts, f"{pack}/{SEAL}", f"{pack}/{SIGNATURE}"):
        refuse_links(into, name)
    waiting: list[tuple[Path, str]] = []
    has_begun = False
    try:
        for name, text in texts.items():
            path = into / name
            path.parent.mkdir(parents=True, exist_ok=True)
            waiting.append((_write_beside(path, text, name), name))
        moves = [(written.relative_to(into).as_posix(), name) for written, name in waiting]
        begin(into, pack, moves)
        has_begun = True
        end(into, pack, moves)
        for folder in {(into / name).parent for name in texts}:
            _flush_folder(folder)
    except OSError as error:
        raise UpdateError(
            f"{into.name}: cannot be written: {error.strerror}", hint="May you write there? Is the disk full?"
        ) from None
    finally:
        if not has_begun:
            for written, _ in waiting:
                written.unlink(missing_ok=True)


def _write_beside(path: Path, text: Iterable[str], label: str) -> Path:
    mode = path.stat().st_mode & 0o777 if path.exists() else 0o644
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=UNFINISHED)
    try:
        with os.fdopen(handle, "wb") as file:
            for part in text:
                file.write(part.encode())
                _refuse_unloadable(file.tell(), label)
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(mode)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    return Path(name)


def _refuse_unloadable(size_bytes: int, label: str) -> None:
    if size_bytes > MAX_ROWS_BYTES:
        raise UpdateError(
            f"{label}: would be larger than {MAX_ROWS_BYTES} bytes, and could not be loaded",
            hint="Choose fewer of the file's lists with --list.",
        )


def _flush_folder(folder: Path) -> None:
    with contextlib.suppress(OSError):  # not every system opens a folder
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def table(kind: type[msgspec.Struct], rows: Sequence[msgspec.Struct]) -> str:
    """Rows as the CSV that packs hold; null is an empty cell."""
    return "".join(table_parts(kind, rows))


def table_parts(kind: type[msgspec.Struct], rows: Sequence[msgspec.Struct]) -> Iterator[str]:
    """The same, some rows at a time, so that a long list is never held as one text."""
    columns = kind.__struct_fields__
    for at in range(0, max(len(rows), 1), ROWS_AT_ONCE):
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\n")
        if at == 0:
            writer.writerow(columns)
        for row in rows[at : at + ROWS_AT_ONCE]:
            writer.writerow([_cell(getattr(row, name)) for name in columns])
        yield out.getvalue()


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    return value.isoformat() if isinstance(value, date) else str(value)


def yaml_text(value: msgspec.Struct) -> str:
    """A pack file; days are quoted, as in those written by hand."""
    needed = {field.encode_name for field in msgspec.structs.fields(value) if field.required}
    plain = {
        key: {name: part for name, part in held.items() if part is not None}
        if isinstance(held, dict)
        else held
        for key, held in msgspec.to_builtins(value).items()
        if key in needed or held not in (None, [])
    }
    return str(yaml.safe_dump(plain, sort_keys=False, allow_unicode=True, width=1000))


def is_ours(path: Path, field: str) -> bool:
    """Whether a file may be written anew: there is none, or this program made it.

    Args:
        path: A list.yml or a pack.yml.
        field: The field that says so.
    """
    if not path.exists():
        return True
    held = decode_yaml(path, Manifest if path.name == "pack.yml" else ListFile)
    return str(getattr(held, field)).startswith(MADE)


def _list_file(one: ListPlan, plan: Plan) -> ListFile:
    form, origin, today = plan.format, plan.origin, plan.request.today
    days = [entry.listed_on for entry in one.difference.entries if is_by_edition(entry)]
    return ListFile(
        id=one.list_id,
        name=one.printed,
        short_name=_short_name(one.printed, form),
        publisher=_publisher(one.printed, form),
        country=form.country,
        url=form.url,
        legal_basis=form.legal_basis,
        licence=terms_of(form),
        held="part",
        held_note=_held_note(one, plan),
        held_from=min(days, default=None),
        source=Source(
            title=origin.title(one.day),
            url=origin.url_of(None),
            publisher=origin.publisher,
            source_class=origin.source_class,
            retrieved=today,
            read="here",
        ),
        review_by=today + REVIEW_AFTER,
    )


def _short_name(printed: str, form: Format) -> str:
    return printed.partition(" - ")[0] if form.has_many_lists else form.title


def _publisher(printed: str, form: Format) -> str:
    """For a list within a list, whoever is printed after it; else the format's publisher."""
    _, dash, publisher = printed.partition(" - ")
    return publisher if dash and form.id == "csl" else form.publisher


def _held_note(one: ListPlan, plan: Plan) -> str:
    left = {why: count for (name, why), count in plan.left_out.items() if name == one.printed}
    counts = ", ".join(f"{why} {count}" for why, count in sorted(left.items())) or "none"
    return (
        f"{MADE}organisations alone are taken in; left out of the last file: {counts}. Entries count for an "
        "organisation only where they are tied to one, so this list never answers `not listed`. The scope word "
        "`listed_by_edition` marks a row without a day of its own: it was listed on or before `listed_on`."
    )


def terms_of(form: Format) -> str:
    """The licence of a format, with the credit that is due."""
    return f"{form.licence}; credit: {form.attribution}" if form.attribution else form.licence


def _manifest(folder: Path, plan: Plan) -> Manifest:
    """Terms and credits of every list in the pack, and of those that come in."""
    terms = {decode_yaml(path, ListFile).licence for path in sorted(folder.glob("*/list.yml"))}
    terms.add(terms_of(plan.format))
    credits_due = sorted(term.split("; credit: ")[1] for term in terms if "; credit: " in term)
    return Manifest(
        id="lists",
        version=plan.request.today.isoformat(),
        day=plan.request.today,
        licence=" / ".join(sorted({term.split("; credit: ")[0] for term in terms})),
        attribution=" / ".join(credits_due) or None,
        missing=f"{MADE}each list says what was left out of the last file",
    )
