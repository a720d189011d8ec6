"""Other tools as whole processes on a capture: their commands, versions, and how they ended.

Each runs with its defaults save what its own manual asks for here. argus(8): -r reads a file, -w writes records.
ra(1): -c names the delimiter, -n leaves ports as numbers. nfpcapd(1): -r reads a file, -l is the folder of the flows;
nfdump(1): -R reads a folder, -o csv. softflowd(8): -r reads a file without forking; -m, the most flows it tracks, is
8,192 by default, after which flows are cut short: so it is given more than there are; -c none, since it was
seen to wait for its control socket for ever when it led a session of its own. ndpiReader(1): -i names the
file; -q is its quiet mode. tshark(1): -n looks no names up, -q with -z conv,… prints conversations alone. tcpdump(8):
a filter that nothing matches, so that every packet is read and none printed. nfstream: NFStreamer with its defaults,
and with n_dissections=0, which turns its DPI off. sha256 is the least that a tool must spend that names its evidence.
"""

import os
import re
import shlex
import signal
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from shutil import which

PATIENCE_S = 900.0
SAMPLED_EVERY_S = 0.02
_FLOWS = "import sys, nfstream; print(sum(1 for _ in nfstream.NFStreamer(source=sys.argv[1]{more})))"


@dataclass(frozen=True, slots=True, kw_only=True)
class Peer:
    """A tool and how it is run: {file} is the capture, {out} an empty folder, {python} nfstream's Python."""

    command: str
    program: str
    asks_version: str = "{program} --version"
    gives: str = ""


def _nfstream(more: str) -> str:
    return f"{{python}} -c {shlex.quote(_FLOWS.replace('{more}', more))} {{file}}"


_FIELDS = (
    "frame.number ip.src ip.dst tcp.srcport udp.srcport dns.qry.name tls.handshake.extensions_server_name"
)
PEERS: dict[str, Peer] = {
    "sha256": Peer(
        command="{own} -c 'import sys, hashlib; hashlib.file_digest(open(sys.argv[1], \"rb\"), \"sha256\")' {file}",
        program="{own}", gives="the file's SHA-256 alone",
    ),
    "tcpdump": Peer(command="tcpdump -n -r {file} ether proto 0x9999", program="tcpdump", gives="nothing: reads every packet"),
    "argus": Peer(
        command="argus -r {file} -w /dev/null", program="argus", asks_version="argus -h", gives="flow records, thrown away"
    ),
    "argus+ra": Peer(
        command="sh -c 'argus -r {file} -w {out}/flows && ra -r {out}/flows -n -c , > {out}/flows.csv'",
        program="ra", asks_version="ra -h", gives="flows as CSV",
    ),
    "nfpcapd": Peer(command="nfpcapd -r {file} -l {out}", program="nfpcapd", asks_version="nfpcapd -V", gives="flow files"),
    "nfpcapd+nfdump": Peer(
        command="sh -c 'mkdir {out}/flows && nfpcapd -r {file} -l {out}/flows && nfdump -R {out}/flows -o csv > {out}/flows.csv'",
        program="nfdump", asks_version="nfdump -V", gives="flows as CSV",
    ),
    "softflowd": Peer(
        command="softflowd -d -r {file} -m 2000000 -p {out}/pid -c none",
        program="softflowd", asks_version="softflowd -h", gives="counts of flows, exported nowhere",
    ),
    "ndpiReader": Peer(
        command="ndpiReader -i {file} -q", program="ndpiReader", asks_version="ndpiReader -h", gives="protocols of flows (DPI)"
    ),
    "tshark": Peer(
        command="tshark -n -q -z conv,tcp -z conv,udp -z conv,ip -r {file}", program="tshark", gives="conversations",
    ),
    "tshark-fields": Peer(
        command="tshark -n -T fields " + " ".join(f"-e {field}" for field in _FIELDS.split()) + " -r {file}",
        program="tshark", gives="fields of packets",
    ),
    "nfstream-flows": Peer(
        command=_nfstream(", n_dissections=0"), program="{python}",
        asks_version="{python} -c 'import nfstream; print(nfstream.__version__)'", gives="flows",
    ),
    "nfstream": Peer(
        command=_nfstream(""), program="{python}",
        asks_version="{python} -c 'import nfstream; print(nfstream.__version__)'", gives="flows with DPI",
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """How one run ended."""

    seconds: float
    status: int
    said: str = ""
    anon_mb: float | None = None

    @property
    def is_right(self) -> bool:
        """Whether it did what it was asked."""
        return self.status == 0

    @property
    def words(self) -> str:
        """What a table says of it."""
        if self.is_right:
            return f"{self.seconds:.2f} s"
        killed = -self.status if self.status < 0 else self.status - 128 if self.status > 128 else 0
        try:
            how = (
                f"killed by {signal.Signals(killed).name}" if killed else f"stopped with status {self.status}"
            )
        except ValueError:
            how = f"stopped with status {self.status}"
        return f"{how} after {self.seconds:.2f} s" + (f": {self.said}" if self.said else "")


def filled(text: str, **values: object) -> list[str]:
    """The words of a command, its places filled in."""
    words = shlex.split(text)
    for name, value in values.items():
        words = [word.replace(f"{{{name}}}", str(value)) for word in words]
    return words


def run(words: list[str], patience_s: float = PATIENCE_S) -> Ended:
    """How a whole process ended, and the most anonymous memory that it and its children held."""
    started = time.perf_counter()
    with subprocess.Popen(
        words, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, errors="replace", start_new_session=True
    ) as process:
        watch = _Watch(process.pid)
        try:
            said = process.communicate(timeout=patience_s)[1]
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            said = process.communicate()[1]
        seconds = time.perf_counter() - started
        return Ended(seconds=seconds, status=process.returncode, said=last_line(said), anon_mb=watch.end())


def last_line(text: str) -> str:
    """The last line that says something, without paths, at most 100 letters."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return re.sub(r"(/[\w.+-]+)+/", "", lines[-1])[:100] if lines else ""


class _Watch:
    """Samples the anonymous memory of a process and its children."""

    def __init__(self, pid: int) -> None:
        self._pid, self._over, self._peak = pid, threading.Event(), None
        self._thread = threading.Thread(target=self._sample)
        self._thread.start()

    def end(self) -> float | None:
        """The most, in MB; None where the system does not say."""
        self._over.set()
        self._thread.join()
        return self._peak

    def _sample(self) -> None:
        while not self._over.wait(SAMPLED_EVERY_S):
            held = [anonymous_mb(status) for status in map(_status, _family(self._pid))]
            known = [one for one in held if one is not None]
            if known:
                self._peak = max(self._peak or 0.0, sum(known))


def _status(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return ""


def _family(pid: int) -> list[int]:
    """A process and all below it."""
    try:
        below = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:
        below = []
    return [pid, *(one for child in below for one in _family(int(child)))]


def anonymous_mb(status: str) -> float | None:
    """RssAnon of a process's status (proc_pid_status(5)), in MB of 1,000,000 octets."""
    found = re.search(r"^RssAnon:\s+(\d+) kB", status, re.MULTILINE)
    return int(found[1]) * 1024 / 1e6 if found else None


def version(text: str) -> str | None:
    """The first version number in what a tool says of itself."""
    found = re.search(r"(?<![\d.])\d+\.\d+(?:\.\d+)*", text)
    return found[0] if found else None


def version_for(python: str, package: str) -> str | None:
    """The version of a package that is installed for a Python; None where it is not."""
    code = "import sys; from importlib.metadata import version; print(version(sys.argv[1]))"
    done = subprocess.run([python, "-c", code, package], capture_output=True, text=True, check=False)
    return done.stdout.strip() or None


def installed(python: str | None) -> dict[str, str]:
    """The version of each peer that is here."""
    found = {}
    for name, peer in PEERS.items():
        values = {"program": peer.program, "own": sys.executable, "python": python or sys.executable}
        program, words = filled(peer.program, **values)[0], filled(peer.asks_version, **values)
        if which(program) is None:
            continue
        done = subprocess.run(words, capture_output=True, text=True, check=False)
        if peer.program == "{python}" and done.returncode != 0:
            continue
        found[name] = version(done.stdout + done.stderr) or "unknown"
    return found
