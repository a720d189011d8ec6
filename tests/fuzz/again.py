"""One input through its door once more, without atheris: `python -m tests.fuzz.again DOOR FILE`."""

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.fuzz.doors.all import doors


def main() -> None:
    """Say how it was read; what escapes is shown as it is."""
    door, file = sys.argv[1:]
    with TemporaryDirectory() as folder:
        print(doors()[door].attempt(Path(file).read_bytes(), Path(folder)))


if __name__ == "__main__":
    main()
