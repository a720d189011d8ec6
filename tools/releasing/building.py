"""Wheel and source archive of the last commit, the same bytes each time.

    python -m tools.releasing.building -o dist

Built is what is committed: a checkout of its own is made, and what else lies in the folder is not seen. The wheel is made
from the unpacked source archive, so that the archive is shown to hold all that a wheel takes. Nothing is fetched: the
builder is the installed setuptools, pinned in constraints.txt.
"""

import argparse
import os
import subprocess
import sys
import tarfile
import tempfile
from dataclasses import dataclass
from pathlib import Path

from tools.releasing.canonical import rewrite_sdist, rewrite_wheel

ROOT = Path(__file__).resolve().parents[2]
_CALL = "import sys, setuptools.build_meta as made; print(getattr(made, sys.argv[1])(sys.argv[2]))"


class ReleaseError(Exception):
    """A release cannot be made, and why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Files:
    """What was built."""

    sdist: Path
    wheel: Path


def epoch_of(root: Path) -> int:
    """The time that all files of a release carry: SOURCE_DATE_EPOCH, else that of the last commit, else the archive's.

    Args:
        root: A checkout, or an unpacked source archive, whose PKG-INFO has the time that it was packed with.

    Returns:
        Seconds since 1970 (UTC).

    Raises:
        ReleaseError: There is none of the three.
    """
    told = os.environ.get("SOURCE_DATE_EPOCH")
    if told:
        return int(told)
    if (root / ".git").exists():
        return int(_git(root, "log", "-1", "--format=%ct"))
    if (root / "PKG-INFO").exists():
        return int((root / "PKG-INFO").stat().st_mtime)
    raise ReleaseError(f"{root.name} is no checkout: set SOURCE_DATE_EPOCH")


def checkout(root: Path, into: Path) -> None:
    """Write the last commit, or the unpacked source archive that `root` is, into a folder."""
    if not (root / ".git").exists():
        return _copy_listed(root, into)
    into.mkdir(parents=True)
    packed = into.parent / f"{into.name}.tar"
    _git(root, "-c", "core.autocrlf=false", "archive", "--format=tar", f"--output={packed}", "HEAD")
    with tarfile.open(packed) as archive:
        archive.extractall(into, filter="data")
    return packed.unlink()


def build(root: Path, into: Path) -> Files:
    """Build both files of a release.

    Args:
        root: A checkout, or an unpacked source archive.
        into: Where they go; made if it is not there. Files of the same names are replaced.

    Raises:
        ReleaseError: One cannot be built.
    """
    epoch = epoch_of(root)
    into.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        checkout(root, work / "tree")
        sdist = _made("build_sdist", work / "tree", work / "made", epoch)
        rewrite_sdist(sdist, epoch)
        with tarfile.open(sdist) as archive:
            archive.extractall(work / "unpacked", filter="data")
        (tree,) = (work / "unpacked").iterdir()
        wheel = _made("build_wheel", tree, work / "made", epoch)
        rewrite_wheel(wheel, epoch)
        return Files(sdist=_put(sdist, into), wheel=_put(wheel, into))


def is_changed(root: Path) -> bool:
    """Whether the folder differs from its last commit; False for an unpacked archive."""
    return (root / ".git").exists() and bool(_git(root, "status", "--porcelain"))


def _made(what: str, tree: Path, into: Path, epoch: int) -> Path:
    into.mkdir(exist_ok=True)
    env = {**os.environ, "SOURCE_DATE_EPOCH": str(epoch), "PYTHONHASHSEED": "0", "PYTHONUTF8": "1"}
    env.pop("PYTHONPATH", None)
    ran = subprocess.run(
        [sys.executable, "-c", _CALL, what, str(into)],
        cwd=tree,
        env=env,
        capture_output=True,
        text=True,
        check=False,
    )
    if ran.returncode:
        raise ReleaseError(f"{what} failed:\n{ran.stderr[-2000:]}")
    return into / ran.stdout.splitlines()[-1]


def _put(made: Path, into: Path) -> Path:
    there = into / made.name
    there.write_bytes(made.read_bytes())
    return there


def _copy_listed(root: Path, into: Path) -> None:
    """Copy the files that the source archive lists of itself; what was added since is not one of them."""
    listed = (root / "src" / "lamppost.egg-info" / "SOURCES.txt").read_text("utf-8").splitlines()
    for name in [name for name in listed if not name.startswith("src/lamppost.egg-info/")]:
        target = into / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes((root / name).read_bytes())
        target.chmod((root / name).stat().st_mode & 0o777)


def _git(root: Path, *words: str) -> str:
    ran = subprocess.run(["git", "-C", str(root), *words], capture_output=True, text=True, check=False)
    if ran.returncode:
        raise ReleaseError(f"git {' '.join(words)}: {ran.stderr.strip()}")
    return ran.stdout.strip()


def main() -> int:
    """Build into a folder and print what was made."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("-o", "--into", type=Path, default=ROOT / "dist")
    chosen = parser.parse_args()
    if is_changed(ROOT):
        print("what is not committed is not in it", file=sys.stderr)
    files = build(ROOT, chosen.into)
    print(f"{files.sdist}\n{files.wheel}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
