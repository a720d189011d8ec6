"""What is installed is pinned to versions and hashes, and names no address that it would come from."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FILES = sorted(ROOT.glob("constraints*.txt"))
PIN = re.compile(
    r"""[a-z0-9][a-z0-9-]*==[0-9][0-9A-Za-z.+]*   # a name, and one version
        (?:\ ;\ [a-z_]+\ [<>=!]+\ "[^"/:]+")?     # the Python or the platform that needs it
        (?:\ \\\n\ {4}--hash=sha256:[0-9a-f]{64})+  # each file that it may be
    """,
    re.VERBOSE,
)


def blocks(text: str) -> list[str]:
    """What the file asks for, one with its hashes at a time; what the compiler says in comments is left out."""
    kept = "\n".join(line for line in text.splitlines() if line and not line.startswith("#"))
    return re.split(r"\n(?! )", kept)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_pin_has_one_version_and_hashes_and_no_address(path):
    odd = [block for block in blocks(path.read_text("utf-8")) if not PIN.fullmatch(block)]
    assert not odd


@pytest.mark.parametrize(
    "odd",
    [
        "attrs==26.1.0",
        "attrs>=26 \\\n    --hash=sha256:" + "0" * 64,
        "attrs==26.1.0 \\\n    --hash=md5:" + "0" * 32,
        "--index-url https://index.example/simple",
        "--find-links /wheels",
        "attrs @ https://index.example/attrs.whl \\\n    --hash=sha256:" + "0" * 64,
    ],
)
def test_a_pin_without_a_hash_or_with_an_address_is_found(odd):
    assert not PIN.fullmatch(odd)


def test_no_address_stands_in_a_comment_either():
    assert not [path.name for path in FILES if "//" in path.read_text("utf-8")]


def test_a_package_has_the_same_version_and_hashes_in_every_file():
    seen: dict[str, set[str]] = {}
    for path in FILES:
        for block in blocks(path.read_text("utf-8")):
            seen.setdefault(block.partition("==")[0], set()).add(block)
    assert not [name for name, told in seen.items() if len(told) > 1]


def test_make_pin_writes_every_file_of_pins():
    made = re.findall(r"-o (constraints\S*\.txt)", (ROOT / "Makefile").read_text("utf-8"))
    assert sorted(made) == [path.name for path in FILES]
