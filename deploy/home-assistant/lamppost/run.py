"""What the app does: looks at what lies in the folder of evidence, prints the answer to its log, and writes a report.

python run.py [ROOT]      ROOT stands for / in the tests
"""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any


def command_of(options: dict[str, Any], root: Path) -> list[str]:
    """The command line that the options of the app stand for.

    Args:
        options: What the user set, as /data/options.json holds it.
        root: What stands for /.
    """
    folder = root / "evidence" / options["folder"]
    words = ["look", str(folder), "-o", str(root / "reports" / "lamppost.html")]
    words += ["-o", str(root / "reports" / "lamppost.json"), "--lang", options["language"]]
    for policy in options["policies"]:
        words += ["--policy", policy]
    if options.get("as_of"):
        words += ["--as-of", options["as_of"]]
    return [sys.executable, "-m", "lamppost", *words]


def main(root: Path) -> int:
    """Look once; the status is that of lamppost."""
    options = json.loads((root / "data" / "options.json").read_text("utf-8"))
    folder = root / "evidence" / options["folder"]
    if not folder.is_dir():
        sys.stderr.write(f"/share/{options['folder']}: no such folder; put captures or logs into it\n")
        return 2
    environment = {"XDG_CACHE_HOME": str(root / "data"), **os.environ}
    return subprocess.run(
        command_of(options, root), check=False, env=environment, cwd=root / "reports"
    ).returncode


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1] if sys.argv[1:] else "/")))
