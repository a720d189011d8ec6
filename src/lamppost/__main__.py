"""`python -m lamppost` and the `lamppost` command."""

from lamppost.cli.entry import run as main

if __name__ == "__main__":
    main()
