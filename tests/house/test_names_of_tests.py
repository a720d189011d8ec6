"""Files of tests are imported by their bare names, so that two of one name cannot be run together."""

from collections import Counter
from pathlib import Path

TESTS = Path(__file__).resolve().parents[1]


def test_no_two_files_of_tests_have_one_name():
    count = Counter(path.name for path in TESTS.rglob("test_*.py"))
    assert [name for name, n in count.items() if n > 1] == []
