"""Captures and logs in, observations out: which reader reads what, and in which order."""

from collections import Counter
from collections.abc import Callable, Sequence
from functools import lru_cache
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, Protocol, cast

if TYPE_CHECKING:
    from lamppost.model.observations import Evidence, Observations
    from lamppost.observe.logs.gathering import Gathering
    from lamppost.observe.within.listing import Listing

Progress = Callable[[str, int, int], None]
STANDARD_INPUT = Path("-")
READERS: tuple[str, ...] = ("zeek", "suricata_eve", "nfdump", "flow_table", "archives")
"""Folders of readers of logs: whoever tells a connection best first, for where several tell the same ones."""
_START = 1 << 16


class Log(NamedTuple):
    """A file that a reader of logs knows."""

    reader: str
    form: str
    """As results call its format: `zeek conn`."""


class Share(NamedTuple):
    """A log, and how it is read."""

    path: Path
    evidence: int
    """Its number."""
    name: str
    reader: str
    form: str
    view: int
    """Place of its reader among `READERS`."""
    rank: int


Gather = Callable[[Sequence[Share], Progress | None], "tuple[Gathering, list[Evidence]]"]
"""Gives what logs tell, and what each was, in their order, which is that in which they are read."""
Decode = Callable[[Sequence[Path], Progress | None], "Observations"]
"""Gives what captures show."""


class Reader(Protocol):
    """What a reader of logs offers."""

    def recognise(self, start: bytes, name: str) -> str | None:
        """The name of the format that begins so, None where it is none of this reader's."""

    def rank(self, form: str) -> int:
        """Files of lower rank are read first: names before the connections that they are of."""

    def read(
        self,
        path: Path,
        evidence: int,
        name: str,
        form: str,
        into: "Gathering",
        progress: Progress | None = None,
    ) -> "Evidence":
        """What the file was; what it tells is put into `into`."""


def log_of(path: Path) -> Log | None:
    """Which reader of logs knows a file; None for captures and whatever else."""
    from lamppost.observe.opening import begin_standard_input

    if path == STANDARD_INPUT:
        return log_of_bytes(begin_standard_input(), "-")
    try:
        if not path.is_file():
            return _log_within(path)
        held = path.stat()
    except OSError:
        return None
    from lamppost.observe.flow_table.chosen import chosen_columns

    columns = tuple(chosen_columns().items())
    found = _log_of_file(path, held.st_mtime_ns, held.st_size, columns)
    if found is None and (listing := _listing(path)) is not None and listing.troubles:
        return Log("archives", listing.form)
    return found


def _log_within(path: Path) -> Log | None:
    """The same of a file within an archive."""
    from lamppost.observe.within.member import archive_of

    if (archive := archive_of(path)) is None or (listing := _listing(archive)) is None:
        return None
    held = listing.held.get(path.relative_to(archive).as_posix())
    return held.what if held is not None else None


def logs_inside(path: Path) -> list[tuple[Path, int]] | None:
    """The logs within an archive, by their paths through it, and the bytes of each; the archive itself too where not all of it is read.

    Args:
        path: A file.

    Returns:
        None: it is no archive, or one that holds no log and in which nothing is amiss.
    """
    listing = _listing(path)
    if listing is None or not (listing.held or listing.troubles):
        return None
    found = sorted((path / name, held.size_bytes) for name, held in listing.held.items())
    return [*found, (path, 0)] if listing.troubles else found


def _listing(path: Path) -> "Listing[Log] | None":
    """What is in an archive; None where it is none."""
    from lamppost.observe.flow_table.chosen import chosen_columns

    try:
        held = path.stat()
        return _listing_of(path, held.st_mtime_ns, held.st_size, tuple(chosen_columns().items()))
    except OSError:
        return None


def log_of_bytes(start: bytes, name: str) -> Log | None:
    """Which reader of logs knows a file by its first bytes, packed or not, and its name."""
    from lamppost.observe.magic import sniff_bytes
    from lamppost.observe.unpacking import Unpacker, packing_of

    if (packing := packing_of(start)) is not None:
        unpacker = Unpacker(packing)
        unpacker.feed(start)
        start = unpacker.take(_START, is_last=True)
    if not start or sniff_bytes(start) is not None:
        return None
    for one in READERS:
        if (form := reader_named(one).recognise(start, name)) is not None:
            return Log(one, form)
    return None


def files_of(paths: Sequence[Path]) -> list[Path]:
    """The files behind the paths, each once; of a folder, the captures and logs in and below it.

    Raises:
        LamppostError: A path is missing, or a folder holds no evidence.
    """
    from lamppost.observe.opening import expand

    return expand(paths, lambda path: log_of(path) is not None, logs_inside)


def observe(
    files: Sequence[Path],
    progress: Progress | None = None,
    on_compile: Callable[[str], None] | None = None,
    gather: "Gather | None" = None,
    decode: "Decode | None" = None,
) -> "Observations":
    """Everything that captures and logs show together; never raises for what is in them.

    Captures are read before logs. Of the logs, those that tell names are read first; a connection that several
    kinds of evidence tell counts as a capture tells it, else as the first of `READERS` does, and last as an export of flows
    within a capture does. Files are numbered as they were given.

    Args:
        files: Captures and logs.
        progress: Called with file name, bytes done and bytes in all.
        on_compile: Called with a kernel's name before it is compiled for the first time here.
        gather: Reads the logs; None: they are read here, one after the other.
        decode: Decodes the captures; None: they are decoded here, as one.

    Raises:
        LamppostError: The engine does not start, a task of it failed, or it is asked for standard input.
    """
    from lamppost.observe.opening import display_name
    from lamppost.pipeline.exported import Exported

    known = {path: log_of(path) for path in files}
    captures = [path for path in files if known[path] is None]
    logs = [(path, log) for path in files if (log := known[path]) is not None]
    if gather is not None or decode is not None:
        _refuse_standard_input(files)
    exported = Exported([display_name(path) for path in captures], view=len(READERS))
    captured = None
    if decode is not None and captures:
        captured = decode(captures, progress)
    elif captures or not logs:
        from lamppost.observe.capture.reader import observe_captures

        captured = observe_captures(captures, progress, on_compile=on_compile, take_export=exported.take)
    gathered = exported.gathered()
    if captured is not None and gathered is None and not logs:
        return captured
    from lamppost.observe.logs.outcome import observations_of
    from lamppost.observe.logs.running import announced

    names = _names([path for path, _ in logs])
    order = sorted(range(len(logs)), key=lambda at: _place(*logs[at]))
    shares = [_share(*logs[at], len(captures) + at, names[at]) for at in order]
    with announced(on_compile):
        gathering, found = (
            gather(shares, progress) if gather is not None else _read(shares, gathered, progress)
        )
        told = dict(zip(order, found, strict=True))
        evidence = [*(captured.evidence if captured else ()), *(told[at] for at in range(len(logs)))]
        observed = observations_of(gathering, evidence, captured)
    places = {path: at for at, path in reversed([*enumerate(files)])}
    return _as_given(observed, [places[path] for path in (*captures, *(path for path, _ in logs))])


def _as_given(observations: "Observations", places: list[int]) -> "Observations":
    """The same, with each file at its place among those that were given.

    Args:
        observations: What was read, in the order in which it was.
        places: Where each file belongs.
    """
    if places == sorted(places):
        return observations
    import numpy as np

    from lamppost.model.describing import SelfDescriptions

    place = np.array(places, np.int32)
    for table in (observations.flows, observations.senders, observations.names):
        table["evidence"] = place[table["evidence"]]
    observations.self_descriptions = SelfDescriptions.of(observations.self_descriptions).in_files(place)
    given = sorted(zip(places, observations.evidence, strict=True), key=lambda pair: pair[0])
    observations.evidence = [file for _, file in given]
    return observations


def _refuse_standard_input(files: Sequence[Path]) -> None:
    """Refuse what only one machine reads.

    Raises:
        LamppostError: It is standard input.
    """
    if STANDARD_INPUT in files:
        from lamppost.model.errors import LamppostError
        from lamppost.model.language import tr

        raise LamppostError(
            tr("--engine and --resume read files, and - is none"),
            hint=tr("Write it to a folder, and name that."),
        )


def _share(path: Path, log: Log, evidence: int, name: str) -> Share:
    return Share(
        path,
        evidence,
        name,
        log.reader,
        log.form,
        READERS.index(log.reader),
        reader_named(log.reader).rank(log.form),
    )


def _read(
    shares: Sequence[Share], gathered: "Gathering | None", progress: Progress | None
) -> tuple["Gathering", list["Evidence"]]:
    """What logs tell, read one after the other, behind what was gathered before; and what each was."""
    from lamppost.observe.logs.gathering import Gathering

    gathering, told = gathered or Gathering(), []
    for one in shares:
        gathering.view = one.view
        told.append(
            reader_named(one.reader).read(one.path, one.evidence, one.name, one.form, gathering, progress)
        )
    return gathering, told


def _place(path: Path, log: Log) -> tuple[int, int, str, str]:
    """Where in the order a file is read: what tells names first, then kind by kind, by name."""
    return reader_named(log.reader).rank(log.form), READERS.index(log.reader), path.name, str(path)


def _names(paths: Sequence[Path]) -> list[str]:
    """How results call files: by their names, those of one name with their folder's."""
    from lamppost.observe.opening import display_name

    names = [display_name(path) for path in paths]
    count = Counter(names)
    return [
        name if count[name] == 1 else f"{path.parent.name}/{name}"
        for name, path in zip(names, paths, strict=True)
    ]


@lru_cache(maxsize=65536)
def _log_of_file(path: Path, _written: int, _size: int, _columns: tuple[tuple[str, str], ...]) -> Log | None:
    """The same of a regular file as it is now, where the user says that of columns of flow tables."""
    with path.open("rb", buffering=0) as stream:
        start = stream.read(_START)
    return log_of_bytes(start, path.name)


@lru_cache(maxsize=65536)
def _listing_of(
    path: Path, _written: int, _size: int, _columns: tuple[tuple[str, str], ...]
) -> "Listing[Log] | None":
    """What is in an archive as it is now. Of a zip that holds no log, as many kinds of files are, it is not said what is amiss."""
    from lamppost.observe.within.listing import ZIP, form_of, list_archive

    if (form := form_of(path)) is None:
        return None
    listing = list_archive(path, form, log_of_bytes)
    return None if form == ZIP and not listing.held and not listing.is_bomb else listing


def reader_named(name: str) -> Reader:
    """A reader of logs, imported now."""
    return cast("Reader", import_module(f"lamppost.observe.{name}.reader"))
