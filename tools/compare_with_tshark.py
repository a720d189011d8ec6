"""What tshark and lamppost read in captures, side by side: `python tools/compare_with_tshark.py FILE…`.

Needs tshark 4.0 or later. Prints how much agrees and every difference; exit status 1 where there is any, 2 where
tshark could not read a file. `docs/reference/agreement.md` explains the kinds of difference.
"""

import argparse
import sys
from pathlib import Path

from tshark_agreement.compare import compare
from tshark_agreement.judge import JudgeError, version


def main() -> int:
    """The exit status, after the comparison of each file is printed."""
    parser = argparse.ArgumentParser(description="What tshark and lamppost read in captures, side by side.")
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help="pcap or pcapng files")
    parser.add_argument(
        "--most", type=int, default=20, metavar="N", help="differences shown per kind and file"
    )
    chosen = parser.parse_args()
    try:
        print(version())
        statuses = [_show(path, chosen.most) for path in chosen.files]
    except JudgeError as error:
        print(error, file=sys.stderr)
        return 2
    return max(statuses)


def _show(path: Path, most: int) -> int:
    """1 where there are differences, 0 where there is none."""
    found = compare(path)
    agreed = (
        ", ".join(f"{count} {kind}" for kind, count in sorted(found.agreed.items()) if count) or "nothing"
    )
    print(f"{path.name}: both read {agreed}; {len(found.differences)} differences")
    kinds: dict[str, int] = {}
    for one in found.differences:
        kinds[one.what] = kinds.get(one.what, 0) + 1
        if kinds[one.what] <= most:
            print(f"  {one.what}: {one.detail}")
    for kind, count in sorted(kinds.items()):
        if count > most:
            print(f"  {kind}: {count - most} more")
    return 1 if found.differences else 0


if __name__ == "__main__":
    sys.exit(main())
