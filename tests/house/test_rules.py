"""The house rules that a program can check."""

from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
MODULES = sorted((ROOT / "src").rglob("*.py"))
FORBIDDEN_NAMES = {"utils", "helpers", "common", "misc", "base_", "manager"}


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)
def test_a_module_is_small_or_says_why_not(path):
    lines = path.read_text(encoding="utf-8").splitlines()
    assert len(lines) < 400 or any(line.startswith("# long:") for line in lines[:5])


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)
def test_a_module_is_named_after_what_it_holds(path):
    assert path.stem not in FORBIDDEN_NAMES


def test_no_text_of_the_product_makes_a_promise_it_cannot_keep():
    words = ("risk score", "is clean", "is compliant", "are compliant", "chinese camera")
    for path in [*MODULES, *(ROOT / "src").rglob("*.html"), *(ROOT / "src").rglob("*.yml")]:
        text = path.read_text(encoding="utf-8").lower()
        assert not [word for word in words if word in text], path.name
