"""Known vulnerabilities of what is pinned, or that nobody could be asked.

    python -m tools.releasing.audit                              asks PyPI through pip-audit
    python -m tools.releasing.audit --service osv                asks osv.dev through pip-audit
    python -m tools.releasing.audit --advisories FOLDER|ZIP      looks through advisories of yours, and connects to nobody

Status 0: each pin was looked for, and no advisory names it. 1: one does. 2: some pin, or all, were not audited; that is never
said to be "no vulnerabilities".
"""

import argparse
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from tools.releasing.advisories import AdvisoryError, search
from tools.releasing.building import ROOT
from tools.releasing.installed import read_pins

FILES = ("constraints.txt", "constraints-dev.txt")
Ask = Callable[[Path, str], str]


def audit_offline(advisories: Path, pins: dict[str, str]) -> tuple[int, list[str]]:
    """What files of advisories say of the pins.

    Args:
        advisories: A folder, a zip or a file.
        pins: Version by name.

    Returns:
        The status, and the lines that say why.
    """
    try:
        searched = search(advisories, pins)
    except (AdvisoryError, OSError) as error:
        return 2, [f"not audited: {error}"]
    if not searched.n_records:
        return 2, [f"not audited: {advisories} holds no advisory on a package of PyPI"]
    lines = []
    for one in searched.found:
        said = f": {one.summary}" if one.summary else ""
        mended = f"fixed in {', '.join(one.fixed_in)}" if one.fixed_in else "no version is said to mend it"
        lines.append(f"{one.name} {one.version}: {one.advisory}{_in_brackets(one.aliases)}{said}; {mended}")
    known = f"{searched.n_records:,} advisories, the newest of {searched.newest or 'no day that is told'}"
    if lines:
        return 1, [*lines, f"{len(lines)} found among {len(pins)} pins, in {known}"]
    return 0, [f"none of {len(pins)} pins is named by {known}; what was published since is not known here"]


def audit_online(files: list[Path], service: str, ask: Ask | None = None) -> tuple[int, list[str]]:
    """What a service says of the pins, by way of pip-audit.

    pip-audit ends with status 0 and "No known vulnerabilities found" where the service knows none of the packages (as a mirror
    without PyPI's JSON): what it skipped is counted here, and is not audited.

    Args:
        files: Constraints files.
        service: `pypi` or `osv`.
        ask: What runs pip-audit on a file and returns its JSON; raises OSError with the reason if it gives none.
    """
    lines, statuses = [], set()
    for file in files:
        try:
            told = json.loads((ask or _ask)(file, service))["dependencies"]
        except (OSError, ValueError, KeyError) as error:
            statuses.add(2)
            lines.append(f"{file.name}: not audited: {error}")
            continue
        holes = [(one, hole) for one in told for hole in one.get("vulns", ())]
        for one, hole in holes:
            fixed = ", ".join(hole["fix_versions"])
            mended = f"fixed in {fixed}" if fixed else "no version is said to mend it"
            lines.append(
                f"{one['name']} {one['version']}: {hole['id']}{_in_brackets(hole['aliases'])}: {mended}"
            )
        skipped = sum("skip_reason" in one for one in told)
        if skipped or not told:
            statuses.add(2)
            lines.append(
                f"{file.name}: not audited: {skipped} of {len(told)} pins, for which {service} had no answer"
            )
        else:
            lines.append(f"{file.name}: {len(holes)} found among {len(told)} pins, asked of {service}")
        statuses.add(1 if holes else 0)
    return (1 if 1 in statuses else max(statuses, default=2)), lines


def _ask(file: Path, service: str) -> str:
    words = [
        "-r",
        str(file),
        "--disable-pip",
        "--require-hashes",
        "-s",
        service,
        "-f",
        "json",
        "--progress-spinner",
        "off",
    ]
    try:
        ran = subprocess.run(
            [sys.executable, "-m", "pip_audit", *words],
            capture_output=True,
            text=True,
            timeout=600,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise OSError("no answer within ten minutes") from None
    if not ran.stdout.strip():
        last = ran.stderr.strip().splitlines()[-1:] or ["pip-audit said nothing"]
        raise OSError(last[0][:300])
    return ran.stdout


def _in_brackets(names: tuple[str, ...] | list[str]) -> str:
    return f" ({', '.join(names)})" if names else ""


def main() -> int:
    """Print what is known, and end with the status that says it."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--advisories", type=Path)
    parser.add_argument("--service", choices=("pypi", "osv"), default="pypi")
    parser.add_argument("files", nargs="*", type=Path, default=[ROOT / name for name in FILES])
    chosen = parser.parse_args()
    if chosen.advisories:
        pins = {name: pin.version for file in chosen.files for name, pin in read_pins(file).items()}
        status, lines = audit_offline(chosen.advisories, pins)
    else:
        status, lines = audit_online(chosen.files, chosen.service)
    print("\n".join(lines))
    return status


if __name__ == "__main__":
    sys.exit(main())
