"""The real tool that captures: dumpcap, or tcpdump where that is what there is."""

from __future__ import annotations

import shutil
import signal
import subprocess
import time
from pathlib import Path

from tools.made_network.namespaces import BRIDGE

MISSING = "neither dumpcap nor tcpdump is here: install the Debian package `wireshark-common` or `tcpdump`"


def start(path: Path) -> subprocess.Popen[str]:
    """Begin to capture on the bridge; returns when the tool says that it does."""
    if dumpcap := shutil.which("dumpcap"):
        line = [dumpcap, "-P", "-q", "-B", "16", "-i", BRIDGE, "-w", str(path)]
    elif tcpdump := shutil.which("tcpdump"):
        line = [tcpdump, "-U", "-Z", "root", "-i", BRIDGE, "-w", str(path)]
    else:
        raise SystemExit(MISSING)
    tool = subprocess.Popen(line, stderr=subprocess.PIPE, text=True)
    for said in tool.stderr or ():
        if said.startswith("File:") or "listening on" in said:
            time.sleep(0.2)
            return tool
    raise SystemExit(f"{line[0]} does not capture")


def stop(tool: subprocess.Popen[str]) -> None:
    """Let the last packets come, and end the tool as a person would."""
    time.sleep(1)
    tool.send_signal(signal.SIGINT)
    tool.communicate(timeout=10)


def version(tool: str) -> str:
    """The tool's own first line about itself."""
    done = subprocess.run([tool, "--version"], capture_output=True, text=True, check=False)
    return (done.stdout or done.stderr).splitlines()[0].strip()
