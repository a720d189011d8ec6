"""`python -m lamppost` and the `lamppost` command."""

import sys
from typing import NoReturn

from lamppost.model.memory import own_process
from lamppost.observe import ahead


def main() -> NoReturn:
    """The whole process; large files are begun with before all else is loaded."""
    own_process()
    ahead.begin(sys.argv[1:])
    from lamppost.cli.entry import run

    run()


if __name__ == "__main__":
    main()
