"""Captures shared out to an engine, one task a file, and put together again as if one decoder had read them all.

Files whose times overlap, as those of several interfaces do, are decoded once more, as one task, for their frames are taken in the order of
time. Flows that a file's end cut are stitched afterwards.
"""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

import msgspec

from lamppost.engine.choosing import EngineChoice
from lamppost.engine.sql import Engine
from lamppost.model.errors import LamppostError
from lamppost.model.language import tr
from lamppost.model.observations import Evidence, Observations
from lamppost.observe.capture.apart import Part, decode_apart, facts_of, put_together
from lamppost.pipeline.resuming import Kept, working

Progress = Callable[[str, int, int], None]


class _Task(msgspec.Struct, frozen=True):
    """Captures as a machine gets them to decode."""

    paths: tuple[Path, ...]
    files: tuple[int, ...]
    """The number of each among all."""
    folder: Path

    def depends_on(self) -> bytes:
        """See `resuming.Resumable`."""
        return msgspec.json.encode([[path.name for path in self.paths], self.files])

    def evidence(self) -> Sequence[Path]:
        """See `resuming.Resumable`."""
        return self.paths

    def told(self) -> Sequence[Evidence]:
        """See `resuming.Resumable`."""
        return facts_of(self.folder).evidence


def decode_distributed(
    choice: EngineChoice,
    captures: Sequence[Path],
    progress: Progress | None = None,
    engine: Engine | None = None,
    kept: Kept | None = None,
) -> Observations:
    """What captures show, decoded by an engine.

    Args:
        choice: The engine.
        captures: The files, in the order of their numbers.
        progress: Called with a file's name when it was decoded.
        engine: One that is open already; None: it is opened, and closed.
        kept: What an earlier run left, and where what captures show is kept; None: nowhere.

    Raises:
        LamppostError: The engine is not there, a task failed, or a capture holds exports of flows.
    """
    with working(choice, engine, kept) as (opened, folder):
        return _decode(opened, folder, captures, progress)


def _decode(
    engine: Engine, folder: Path, captures: Sequence[Path], progress: Progress | None
) -> Observations:
    """Decode each file by itself, those of one time together, and put together what they hold."""
    alone = [_Task((path,), (number,), folder / f"alone-{number}") for number, path in enumerate(captures)]
    parts = _run(engine, alone, progress)
    groups = _of_one_time(parts)
    together = [
        _Task(tuple(captures[number] for number in group), tuple(group), folder / f"together-{group[0]}")
        for group in groups
        if len(group) > 1
    ]
    joined = _run(engine, together, progress)
    apart = [parts[group[0]] for group in groups if len(group) == 1]
    return put_together([*apart, *joined])


def _run(engine: Engine, tasks: Sequence[_Task], progress: Progress | None) -> list[Part]:
    """Have tasks done, and what each of them made.

    Raises:
        LamppostError: A capture holds exports of flows.
    """
    if not tasks:
        return []
    task = partial(decode_task, progress=progress) if engine.is_here else decode_task
    for at in engine.each(task, tasks):
        if progress is not None:
            for path in tasks[at].paths:
                size = path.stat().st_size
                progress(path.name, size, size)
    parts = [Part(one.folder, one.files) for one in tasks]
    for one, part in zip(tasks, parts, strict=True):
        if part.facts.n_exports:
            raise LamppostError(
                tr(
                    "{name}: holds exports of flows, which no engine reads out of captures",
                    name=one.paths[0].name,
                ),
                hint=tr("Look at this capture by itself, without --engine and --resume."),
            )
    return parts


def _of_one_time(parts: Sequence[Part]) -> list[list[int]]:
    """Numbers of files whose times overlap, together; each list in the order of numbers."""
    groups: list[list[int]] = []
    end = None
    for number in sorted(range(len(parts)), key=lambda number: (parts[number].facts.span or (0, 0), number)):
        span = parts[number].facts.span
        if span is not None and end is not None and span[0] < end:
            groups[-1].append(number)
        else:
            groups.append([number])
        if span is not None:
            end = span[1] if end is None else max(end, span[1])
    return [sorted(group) for group in groups]


def decode_task(task: _Task, progress: Progress | None = None) -> None:
    """Decode some captures, and write what they hold.

    Args:
        task: The captures, and where what they hold goes.
        progress: Called with the name, bytes done and bytes in all.
    """
    decode_apart(task.paths, task.folder, _is_export, progress)


def _is_export(data: bytes, ports: tuple[int, int], _address: tuple[int, int], _file: int, _row: int) -> bool:
    """Whether a datagram is an export of flows."""
    from lamppost.observe.netflow.messages import is_meant

    return is_meant(data, ports)
