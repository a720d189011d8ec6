"""The process that commands begin from, warm."""

from collections.abc import Iterator

import pytest
from tests.attack.warm import Warm


@pytest.fixture(scope="module")
def warm() -> Iterator[Warm]:
    """It, for the tests of one file."""
    process = Warm()
    yield process
    process.close()
