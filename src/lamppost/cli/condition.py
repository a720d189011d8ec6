"""What is in hand on this machine, gathered for `doctor`: nothing is started, and nothing but folders and versions is looked at."""

import locale
import os
import platform
import re
import shutil
import sys
import tempfile
from datetime import date
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path
from typing import Any

import click
from click.core import ParameterSource

from lamppost import __version__
from lamppost.cli.output import terminal_width, wants_color
from lamppost.cli.settings import Held
from lamppost.engine.installed import engines_installed
from lamppost.engine.kernel import kernels_folder
from lamppost.engine.sql import Room
from lamppost.model.condition import (
    CONDITION_VERSION,
    Condition,
    Folder,
    Limit,
    PackState,
    Part,
    Review,
    SettingState,
    Surroundings,
)
from lamppost.model.language import language, noted, tr
from lamppost.model.settings import SETTINGS

_REQUIRED = re.compile(r"[A-Za-z0-9._-]+")
_COUNTED = ("home", "packs", "networks")
"""Settings of which only the number is told: a report of a fault is no place for somebody's networks."""
FOLDERS = {
    "packs": noted("packs, as they were read last"),
    "kernels": noted("machine code of the decoders"),
    "watch": noted("what watch has read"),
    "keys": noted("keys that are trusted"),
    "temporary": noted("temporary files"),
    "here": noted("the folder worked in"),
    "samples": noted("made captures and maps to try it with"),
}
LIMITS = {
    "processors": noted("processors"),
    "memory": noted("memory of the machine"),
    "memory_allowed": noted("memory that this process may take"),
    "open_files": noted("files open at once"),
    "temporary_free": noted("room for temporary files"),
    "engine_memory": noted("memory of the SQL engine, beyond which it uses temporary files"),
    "list": noted("largest list or workbook, unpacked"),
    "map": noted("largest map"),
}


def condition_of(
    as_of: date, held: list[Held], context: click.Context, packs: Any, faults: list[str]
) -> Condition:
    """All that is in hand.

    Args:
        as_of: The day against which ages and days of review are counted.
        held: The settings that somebody made.
        context: The command, whose own flags come before those.
        packs: The packs; None where they could not be read.
        faults: What is wrong already.
    """
    from lamppost import pipeline

    refs = packs.refs if packs else []
    reviews = pipeline.reviews(packs) if packs else []
    return Condition(
        condition_version=CONDITION_VERSION,
        lamppost=__version__,
        python=platform.python_version(),
        system=f"{platform.system()} {platform.release()}",
        machine=platform.machine(),
        as_of=as_of.isoformat(),
        libraries=_libraries(),
        engines=engines_installed(),
        optional=[_browser()],
        packs=[
            PackState(
                id=ref.id,
                version=ref.version,
                day=ref.day,
                age_days=(as_of - date.fromisoformat(ref.day)).days,
                origin=ref.origin,
                signed_by=ref.signed_by,
            )
            for ref in refs
        ],
        reviews=[
            Review(
                of=of,
                n_rows=len(days),
                n_overdue=sum(day < as_of for day in days),
                next_on=_next(days, as_of),
            )
            for of, days in reviews
        ],
        settings=_settings(held, context),
        limits=_limits(),
        folders=_folders(),
        shown=_surroundings(),
        faults=faults,
    )


def short(path: Path | str) -> str:
    """A path with the home folder as ~."""
    text = str(path)
    try:
        home = str(Path.home())
    except RuntimeError:
        return text
    is_inside = text == home or text.startswith(home.rstrip(os.sep) + os.sep)
    return f"~{text[len(home) :]}" if is_inside and home != os.sep else text


def _next(days: list[date], as_of: date) -> str | None:
    later = [day for day in days if day >= as_of]
    return min(later).isoformat() if later else None


def _libraries() -> list[Part]:
    """What lamppost asks for, as it is installed; empty where lamppost itself is not installed but only found."""
    try:
        asked = requires("lamppost") or []
    except PackageNotFoundError:
        return []
    names = [found.group() for one in asked if "extra ==" not in one and (found := _REQUIRED.match(one))]
    return [_library(name) for name in sorted(names)]


def _library(name: str) -> Part:
    try:
        return Part(name=name, version=version(name), is_there=True)
    except PackageNotFoundError:
        return Part(name=name, version=None, is_there=False, how=f"pip install {name}")


def _browser() -> Part:
    from lamppost.report.pdf.browser import CHOSEN, browser

    path = browser()
    how = tr(
        "Install Chromium, Google Chrome or Microsoft Edge, or name one in {variable}; it prints PDF.",
        variable=CHOSEN,
    )
    name = Path(path).name if path else tr("browser for PDF")
    return Part(name=name, version=None, is_there=path is not None, how=None if path else how)


def _settings(held: list[Held], context: click.Context) -> list[SettingState]:
    made = {one.setting.name: one for one in held}
    states = []
    for one in SETTINGS:
        source = context.get_parameter_source(one.parameter)
        if source is ParameterSource.COMMANDLINE:  # that of the language is read, and not handed on
            value, origin = context.params.get(one.parameter, language()), "flag"
        elif one.name in made:
            value, origin = made[one.name].value, made[one.name].origin
        else:
            value, origin = None, "default"
        states.append(SettingState(name=one.name, value=_told(one.name, value), origin=origin))
    return states


def _told(name: str, value: Any) -> str | bool | int | list[str] | None:
    if value is None or isinstance(value, bool):
        return value
    if name in _COUNTED:
        return 1 if isinstance(value, str) else len(value)
    return [short(one) for one in value] if isinstance(value, list | tuple) else short(value)


def _limits() -> list[Limit]:
    from lamppost.observe.tabular.handed import MOST_BYTES as LIST_BYTES
    from lamppost.pipeline.street.handed import MOST_BYTES as MAP_BYTES

    allowed, files = _allowed()
    pages = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") if hasattr(os, "sysconf") else None
    usable = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    values = {
        "processors": usable,
        "memory": pages,
        "memory_allowed": allowed,
        "open_files": files,
        "temporary_free": _free(Path(tempfile.gettempdir())),
        "engine_memory": Room().memory_bytes,
        "list": LIST_BYTES,
        "map": MAP_BYTES,
    }
    counts = ("processors", "open_files")
    return [
        Limit(of=name, value=values[name], unit="count" if name in counts else "bytes") for name in LIMITS
    ]


def _allowed() -> tuple[int | None, int | None]:
    """How many bytes of memory this process may take, and how many files it may have open."""
    try:
        import resource
    except ImportError:  # Windows
        return None, None
    bounds = []
    for kind in (resource.RLIMIT_AS, resource.RLIMIT_DATA):
        soft = resource.getrlimit(kind)[0]
        bounds += [] if soft == resource.RLIM_INFINITY else [soft]
    try:
        text = Path("/sys/fs/cgroup/memory.max").read_text("ascii").strip()
        bounds += [int(text)] if text.isdigit() else []
    except (OSError, ValueError):
        pass  # no such limit, or another way of setting it
    files = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
    return min(bounds, default=None), None if files == resource.RLIM_INFINITY else files


def _free(folder: Path) -> int | None:
    try:
        return shutil.disk_usage(folder).free
    except OSError:
        return None


def _folders() -> list[Folder]:
    from lamppost import pipeline
    from lamppost.cli.watch import state_folder

    try:
        temporary: Path | None = Path(tempfile.gettempdir())
    except OSError:
        temporary = None
    places = {
        "packs": pipeline.cache_directory(),
        "kernels": kernels_folder(),
        "watch": state_folder(),
        "keys": pipeline.trust_file().parent,
        "temporary": temporary,
        "here": Path.cwd(),
        "samples": Path(__file__).resolve().parents[1] / "samples",
    }
    return [_folder(use, path, is_ours=use not in ("temporary", "here")) for use, path in places.items()]


def _folder(use: str, path: Path | None, *, is_ours: bool) -> Folder:
    """A folder; what lies in it is counted where it is lamppost's own."""
    if path is None:
        return Folder(use=use, path=None, is_writable=False, n_files=0, n_bytes=0)
    nearest = next((one for one in (path, *path.parents) if one.exists()), path)
    sizes = []
    for one in path.rglob("*") if is_ours else ():
        try:
            sizes += [one.stat().st_size] if one.is_file() else []
        except OSError:
            continue  # gone meanwhile
    is_writable = nearest.is_dir() and os.access(nearest, os.W_OK | os.X_OK)
    return Folder(use=use, path=short(path), is_writable=is_writable, n_files=len(sizes), n_bytes=sum(sizes))


def _surroundings() -> Surroundings:
    told = next((os.environ[name] for name in ("LC_ALL", "LC_CTYPE", "LANG") if os.environ.get(name)), "C")
    return Surroundings(
        locale=told,
        encoding=getattr(sys.stdout, "encoding", None) or locale.getpreferredencoding(do_setlocale=False),
        language=language(),
        columns=terminal_width(),
        is_terminal=sys.stdout is not None and sys.stdout.isatty(),
        uses_color=wants_color("auto"),
    )
