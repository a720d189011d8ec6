"""`python -m tools.made_logs CAPTURE -o FOLDER`: what Zeek, Suricata and nfdump would log of a capture."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from tools.made_logs.packets import TsharkError
from tools.made_logs.writing import FORMS, write_logs


def main() -> int:
    """0, or 2 where tshark could not read the file."""
    parser = argparse.ArgumentParser(prog="python -m tools.made_logs", description=main.__doc__)
    parser.add_argument("capture", type=Path)
    parser.add_argument("-o", "--output", type=Path, required=True, metavar="FOLDER")
    parser.add_argument("--form", nargs="+", choices=FORMS, default=list(FORMS), help="default: all of them")
    parser.add_argument("--macs", action="store_true", help="MAC addresses in the logs")
    parser.add_argument("--vlans", action="store_true", help="VLAN numbers in the logs")
    asked = parser.parse_args()
    try:
        written = write_logs(asked.capture, asked.output, asked.form, macs=asked.macs, vlans=asked.vlans)
    except TsharkError as error:
        print(error, file=sys.stderr)
        return 2
    for form, paths in written.items():
        print(form, *paths)
    return 0


if __name__ == "__main__":
    sys.exit(main())
