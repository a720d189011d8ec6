"""The unit for `watch`: what systemd says of it, and that `watch` works with no more than it leaves."""

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from tests.flows.test_watch import flow, lease, tls

ROOT = Path(__file__).resolve().parents[2]
UNIT = ROOT / "deploy" / "systemd" / "lamppost-watch.service"
GUIDE = ROOT / "docs" / "guide" / "service.md"
MOST_EXPOSED = 10
"""In tenths, of the hundred that `systemd-analyze security` counts to."""
STATE, CACHE = "/var/lib/lamppost", "/var/cache/lamppost"


def told():
    """The lines of the unit: section, key and value, in order, long ones joined."""
    text = re.sub(r"\\\n\s*", "", UNIT.read_text("utf-8"))
    section = ""
    for line in text.splitlines():
        if line.startswith("["):
            section = line.strip("[]")
        elif line and not line.startswith("#"):
            key, _, value = line.partition("=")
            yield section, key, value


def values(key):
    return [value for _, one, value in told() if one == key]


def needs(program):
    if shutil.which(program) is None:
        pytest.skip(f"no {program} here")


def analysed(*words):
    return subprocess.run(
        ["systemd-analyze", *words], capture_output=True, text=True, check=False, timeout=60
    )


def test_systemd_knows_every_line_of_the_unit(tmp_path):
    needs("systemd-analyze")
    copy = tmp_path / UNIT.name
    text = UNIT.read_text("utf-8")
    copy.write_text(text.replace("/opt/lamppost/bin/lamppost", shutil.which("true")), "utf-8")
    run = analysed("verify", "--man=no", str(copy))
    assert (run.returncode, run.stderr) == (0, "")
    copy.write_text(text.replace("PrivateNetwork", "PrivateNetwrk"), "utf-8")
    assert "'PrivateNetwrk'" in analysed("verify", "--man=no", str(copy)).stderr


def test_systemd_counts_little_exposure():
    needs("systemd-analyze")
    run = analysed("security", "--offline=yes", f"--threshold={MOST_EXPOSED}", "--no-pager", str(UNIT))
    assert run.returncode == 0, run.stdout[-400:]


def test_the_unit_has_no_network_no_right_and_no_place_to_write_but_its_own():
    assert values("PrivateNetwork") == ["yes"]
    assert values("RestrictAddressFamilies") == ["none"]
    assert values("CapabilityBoundingSet") == values("AmbientCapabilities") == [""]
    assert values("DynamicUser") == ["yes"]
    assert values("ProtectSystem") == ["strict"]
    assert values("MemoryMax") == ["1G"]
    assert not values("User")
    assert not values("ReadWritePaths")
    [command] = values("ExecStart")
    written = re.findall(r"(?:--state|--alerts|--metrics|-o) (\S+)", command)
    assert len(written) == 4
    assert all(path.startswith(f"{STATE}/") for path in written)


def test_the_guide_shows_no_other_unit_than_this():
    text = GUIDE.read_text("utf-8")
    assert "deploy/systemd/lamppost-watch.service" in text
    assert "systemd itself was not run" in " ".join(text.split())


@pytest.fixture
def logs(tmp_path):
    folder = tmp_path / "logs"
    folder.mkdir()
    lines = lease() + "".join(tls(at) + flow(at) for at in range(1, 20))
    (folder / "eve.json").write_text(lines, "utf-8")
    return folder


def command_of(logs):
    """The command of the unit over a folder of ours, once and at once."""
    [command] = values("ExecStart")
    words = command.replace("/opt/zeek/logs", str(logs)).split()[1:]
    return [sys.executable, "-m", "lamppost", *words, "--once"]


def within(tmp_path, *more):
    """What runs a command as the unit would: nothing but two folders to write to, no network, no right, another user."""
    state, cache = tmp_path / "state", tmp_path / "cache"
    for folder in (state, cache):
        folder.mkdir(exist_ok=True)
        folder.chmod(0o777)
    source = ROOT / "src"
    environment = {
        "PATH": "/usr/bin:/bin",
        "PYTHONPATH": str(source),
        "HOME": STATE,
        "XDG_CACHE_HOME": "/var/cache",
        "LAMPPOST_KERNELS": f"{CACHE}/kernels",
    }
    assert [f"{name}={value}" for name, value in environment.items() if name.startswith("LAMPPOST")] == [
        one for text in values("Environment") for one in text.split() if one.startswith("LAMPPOST")
    ]
    settings = [word for name, value in environment.items() for word in ("--setenv", name, value)]
    # fmt: off
    return [
        "bwrap", "--unshare-all", "--unshare-user", "--uid", "61234", "--gid", "61234", "--cap-drop", "ALL",
        "--new-session", "--die-with-parent", "--clearenv", *settings,
        "--ro-bind", "/", "/", "--proc", "/proc", "--dev", "/dev", "--tmpfs", "/var/lib", "--tmpfs", "/var/cache",
        "--bind", str(state), STATE, "--bind", str(cache), CACHE, "--chdir", STATE, *more,
    ]  # fmt: skip
    # fmt: on


def can_unshare():
    needs("bwrap")
    tried = subprocess.run(
        ["bwrap", "--unshare-all", "--ro-bind", "/", "/", "true"], capture_output=True, check=False
    )
    if tried.returncode:
        pytest.skip("no namespaces of one's own here")


@pytest.mark.slow
def test_watch_runs_with_no_more_than_the_unit_leaves(tmp_path, logs):
    can_unshare()
    run = subprocess.run(
        [*within(tmp_path), "prlimit", "--nofile=4096", "--core=0", *command_of(logs)],
        capture_output=True,
        text=True,
        check=False,
        timeout=240,
    )
    assert (run.returncode, run.stdout, run.stderr) == (0, "", "")
    alerts = [json.loads(line) for line in (tmp_path / "state" / "alerts.jsonl").read_text().splitlines()]
    assert {one["what"] for one in alerts} == {"device", "destination"}
    assert sorted(path.name for path in (tmp_path / "state").iterdir() if path.is_file()) == [
        "alerts.jsonl", "lamppost.prom", "report.html", "watch.sqlite",
    ]  # fmt: skip
    assert not (tmp_path / "state" / "alerts.jsonl").stat().st_mode & 0o077


def allowed_calls():
    """The system calls that the filter of the unit leaves, as systemd spells its groups out here."""
    groups = {}
    name = None
    for line in analysed("syscall-filter", "--no-pager").stdout.splitlines():
        if line.startswith("@"):
            name = line.strip()
            groups[name] = []
        elif line.startswith("    ") and not line.strip().startswith("#") and name:
            groups[name].append(line.strip())

    def spelled(words):
        return {call for one in words for call in (spelled(groups[one]) if one.startswith("@") else [one])}

    kept, left_out = values("SystemCallFilter")
    return spelled(kept.split()) - spelled(left_out.removeprefix("~").split())


@pytest.mark.slow
def test_watch_makes_no_system_call_that_the_filter_refuses(tmp_path, logs):
    for program in ("strace", "systemd-analyze"):
        needs(program)
    can_unshare()
    trace = tmp_path / "state" / "trace"
    traced = ["strace", "-f", "-qq", "-o", f"{STATE}/trace", "--", *command_of(logs)]
    subprocess.run([*within(tmp_path), *traced], capture_output=True, check=True, timeout=590)
    made = set(re.findall(r"^\d+\s+(\w+)\(", trace.read_text("utf-8", "replace"), re.MULTILINE))
    assert len(made) > 20
    assert made - allowed_calls() == set()
