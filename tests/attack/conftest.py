"""What the attacks share: the process that commands begin from, warm, and whether system calls may be looked at."""

import os
import shutil
import subprocess
from collections.abc import Iterator

import pytest
from tests.attack.warm import Warm


@pytest.fixture(scope="module")
def warm() -> Iterator[Warm]:
    """It, for the tests of one file."""
    process = Warm()
    yield process
    process.close()


@pytest.fixture(scope="session")
def strace():
    """Skips where the system calls of no process may be looked at."""
    if shutil.which("strace") is None:
        pytest.skip("needs strace")
    if subprocess.run(
        ["strace", "-qq", "-o", os.devnull, "true"], capture_output=True, check=False
    ).returncode:
        pytest.skip("no process may be traced here")
