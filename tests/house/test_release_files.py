"""Wheel and source archive: what is in them, and that they are the same bytes wherever they are built."""

import io
import os
import subprocess
import sys
import tarfile
import zipfile
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from packaging.metadata import Metadata
from tools.releasing.building import build, checkout
from tools.releasing.canonical import rewrite_sdist, rewrite_wheel

ROOT = Path(__file__).resolve().parents[2]
GENERATED = {"PKG-INFO", "setup.cfg"}  # by setuptools, in the source archive, beside `src/lamppost.egg-info`
MADE = {
    "man/man1/lamppost.1",
    "bash-completion/completions/lamppost",
    "zsh/site-functions/_lamppost",
    "fish/vendor_completions.d/lamppost.fish",
}  # by setup.py, from the commands, while the wheel is built
NOT_INSTALLED = (".po",)  # sources of catalogues; the compiled ones are installed
TIMES = st.integers(min_value=315_532_800, max_value=4_000_000_000)


def committed() -> set[str]:
    """Every file of the last commit, or of the unpacked source archive that the tests run in."""
    if (ROOT / ".git").exists():
        listed = subprocess.run(
            ["git", "-C", str(ROOT), "ls-tree", "-r", "-z", "--name-only", "HEAD"],
            capture_output=True,
            check=True,
        )
        return set(listed.stdout.decode().strip("\0").split("\0"))
    return set((ROOT / "src/lamppost.egg-info/SOURCES.txt").read_text("utf-8").splitlines()) - GENERATED


def is_installed(name: str) -> bool:
    """Whether a file of the tree is part of the installed program; what tests are held to is not."""
    return name.startswith("src/lamppost/") and not name.endswith(NOT_INSTALLED) and "/expected" not in name


def test_a_release_holds_what_the_tree_holds_and_nothing_else(tmp_path):
    files = build(ROOT, tmp_path)
    tree = {name for name in committed() if not name.startswith("src/lamppost.egg-info/")}
    with zipfile.ZipFile(files.wheel) as wheel:
        held = {name: wheel.read(name) for name in wheel.namelist()}
    info = {name for name in held if ".dist-info/" in name}
    made = {name for name in held if ".data/data/share/" in name}
    assert {name.split("/data/share/")[1] for name in made} == MADE
    assert {f"src/{name}" for name in held.keys() - info - made} == {
        name for name in tree if is_installed(name)
    }
    assert {name.split("/", 1)[1] for name in info} >= {
        "RECORD",
        "METADATA",
        "entry_points.txt",
        "licenses/LICENSE",
    }
    (described,) = (content for name, content in held.items() if name.endswith("/METADATA"))
    told = Metadata.from_email(described, validate=True)
    assert told.description_content_type == "text/markdown"
    assert told.description

    with tarfile.open(files.sdist) as archive:
        sources = {
            member.name.split("/", 1)[1]: archive.extractfile(member).read()
            for member in archive
            if member.isfile()
        }
    extra = {name for name in sources if name in GENERATED or name.startswith("src/lamppost.egg-info/")}
    assert sources.keys() - extra == tree
    checkout(ROOT, tmp_path / "tree")
    assert {name: sources[name] for name in tree} == {
        name: (tmp_path / "tree" / name).read_bytes() for name in tree
    }
    here = str(tmp_path).encode()
    assert [name for name, content in {**held, **sources}.items() if here in content] == []


@pytest.mark.slow
def test_two_builds_in_different_places_are_the_same_bytes(tmp_path):
    if not (ROOT / ".git").exists():
        pytest.skip("needs a checkout")
    first = build(ROOT, tmp_path / "first")
    clone = tmp_path / "ein anderer Ordner" / "ö"
    script = f"umask 077; git clone -q '{ROOT}' '{clone}' && cd '{clone}' && exec '{sys.executable}' -m tools.releasing.building -o out"
    env = {
        **os.environ,
        "TZ": "Asia/Kathmandu",
        "LC_ALL": "tr_TR.UTF-8",
        "PYTHONHASHSEED": "7",
        "HOME": str(tmp_path),
    }
    subprocess.run(["sh", "-c", script], env=env, check=True, capture_output=True)
    second = sorted((clone / "out").iterdir())
    assert [path.name for path in second] == [first.wheel.name, first.sdist.name]
    assert [sha256(path.read_bytes()).hexdigest() for path in second] == [
        sha256(path.read_bytes()).hexdigest() for path in (first.wheel, first.sdist)
    ]
    with tarfile.open(first.sdist) as archive:
        archive.extractall(tmp_path / "unpacked", filter="data")
    (tree,) = (tmp_path / "unpacked").iterdir()
    third = build(tree, tmp_path / "third")
    assert third.wheel.read_bytes() == first.wheel.read_bytes()
    assert third.sdist.read_bytes() == first.sdist.read_bytes()


NAMES = st.lists(st.text("abc_", min_size=1, max_size=4), min_size=1, max_size=6, unique=True)


@settings(max_examples=25)
@given(names=NAMES, data=st.data(), epoch=TIMES)
def test_order_times_and_modes_of_a_wheel_do_not_matter(tmp_path_factory, names, data, epoch):
    folder = tmp_path_factory.mktemp("wheels")
    packed = []
    for turn in (names, data.draw(st.permutations(names))):
        path = folder / "one.whl"
        with zipfile.ZipFile(
            path, "w", data.draw(st.sampled_from([zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED]))
        ) as wheel:
            for name in turn:
                entry = zipfile.ZipInfo(
                    name, data.draw(st.sampled_from([(1980, 1, 1, 0, 0, 0), (2026, 11, 28, 1, 2, 4)]))
                )
                entry.external_attr = data.draw(st.sampled_from([0o100600, 0o100644, 0o100755])) << 16
                wheel.writestr(entry, f"held by {name}")
        rewrite_wheel(path, epoch)
        packed.append(path.read_bytes())
    assert packed[0] == packed[1]
    with zipfile.ZipFile(io.BytesIO(packed[0])) as wheel:
        assert {name: wheel.read(name).decode() for name in wheel.namelist()} == {
            name: f"held by {name}" for name in names
        }


@settings(max_examples=25)
@given(names=NAMES, data=st.data(), epoch=TIMES)
def test_order_times_and_owners_of_a_source_archive_do_not_matter(tmp_path_factory, names, data, epoch):
    folder = tmp_path_factory.mktemp("sources")
    packed = []
    for turn in (names, data.draw(st.permutations(names))):
        path = folder / "one.tar.gz"
        with tarfile.open(path, "w:gz") as archive:
            for name in turn:
                entry = tarfile.TarInfo(f"one/{name}")
                entry.size = len(name)
                entry.mtime = data.draw(TIMES)
                entry.uid = entry.gid = data.draw(st.integers(0, 1000))
                entry.uname = data.draw(st.sampled_from(["", "root", "anna"]))
                entry.mode = data.draw(st.sampled_from([0o600, 0o640, 0o664]))
                archive.addfile(entry, io.BytesIO(name.encode()))
        rewrite_sdist(path, epoch)
        packed.append(path.read_bytes())
    assert packed[0] == packed[1]
    with tarfile.open(fileobj=io.BytesIO(packed[0])) as archive:
        assert {m.name: archive.extractfile(m).read() for m in archive} == {
            f"one/{name}": name.encode() for name in names
        }


def test_a_link_in_a_source_archive_is_refused(tmp_path):
    path = tmp_path / "one.tar.gz"
    with tarfile.open(path, "w:gz") as archive:
        entry = tarfile.TarInfo("one/link")
        entry.type, entry.linkname = tarfile.SYMTYPE, "/etc/passwd"
        archive.addfile(entry)
    with pytest.raises(ValueError, match=r"neither files nor folders: one/link"):
        rewrite_sdist(path, 1_700_000_000)
