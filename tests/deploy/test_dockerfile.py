"""The Dockerfile: what a reader of it finds, and its lines run in a Debian root without Docker."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from tests.deploy.dockerfile import emulate, instructions

ROOT = Path(__file__).resolve().parents[2]
FILE = ROOT / "deploy" / "docker" / "Dockerfile"
TEXT = FILE.read_text("utf-8")
TOLD = instructions(TEXT)
GUIDE = " ".join((ROOT / "docs" / "guide" / "container.md").read_text("utf-8").split())
BASE, WHEELS = "LAMPPOST_DEBIAN_ROOT", "/wheels"


def of(word):
    return [one for one in TOLD if one.word == word]


def test_what_runs_is_nobody_and_no_name_that_an_image_may_give_another_number():
    [user] = of("USER")
    assert re.fullmatch(r"[1-9]\d{3,}:[1-9]\d{3,}", user.rest)
    behind = [one.word for one in TOLD[TOLD.index(user) :]]
    assert not {"COPY", "ADD"} & set(behind)


def test_both_stages_stand_on_the_base_that_the_builder_pins_and_no_digest_is_invented():
    assert [one.rest for one in of("ARG")] == ["BASE=debian:bookworm-slim"]
    assert [one.words[0] for one in of("FROM")] == ["${BASE}", "${BASE}"]
    assert not re.search(r"sha256:[0-9a-f]", TEXT)


def test_packages_come_with_hashes_and_nothing_else_is_fetched():
    installs = [one.rest for one in of("RUN") if "pip install" in one.rest]
    assert len(installs) == 2
    assert "--require-hashes --no-deps --only-binary=:all: -r /src/constraints.txt" in installs[0]
    assert "--no-index" in installs[1]
    assert not of("ADD")
    assert not re.search(r"curl|wget|git |https?://", " ".join(one.rest for one in of("RUN")))
    for one in of("RUN"):
        if "apt-get install" in one.rest:
            assert "--no-install-recommends" in one.rest
            assert "rm -rf /var/lib/apt/lists/*" in one.rest


def test_what_is_copied_is_there_and_the_last_stage_gets_the_program_alone():
    for one in of("COPY"):
        for name in one.words[:-1]:
            assert name.startswith(("--from=", "/opt/")) or (ROOT / name).exists(), name
    last = TOLD[max(at for at, one in enumerate(TOLD) if one.word == "FROM") :]
    assert [one.rest for one in last if one.word == "COPY"] == ["--from=build /opt/lamppost /opt/lamppost"]
    assert of("ENTRYPOINT")[0].words == ["lamppost"]


def test_the_example_has_no_network_and_the_evidence_read_only_in_file_and_guide():
    for text in (" ".join(TEXT.split()), GUIDE):
        for words in (
            "--network none",
            "--read-only",
            "--cap-drop ALL",
            "no-new-privileges",
            ":/evidence:ro",
        ):
            assert words in text
    assert "`docker build` itself was not run" in GUIDE


def test_hadolint_finds_no_fault_but_versions_that_debian_replaces():
    program = shutil.which("hadolint")
    if program is None:
        pytest.skip("no hadolint here")
    run = subprocess.run(
        [program, "--ignore", "DL3008", str(FILE)], capture_output=True, text=True, check=False
    )
    assert (run.returncode, run.stdout) == (0, "")


@pytest.mark.slow
def test_its_lines_make_a_root_in_which_the_demo_runs_as_nobody_without_a_network(tmp_path):
    base = os.environ.get(BASE)
    if not base or os.getuid():
        pytest.skip(
            f"{BASE} names no Debian root (debootstrap) that holds the wheels of constraints.txt in {WHEELS}"
        )
    offline = {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": WHEELS, "PIP_DISABLE_PIP_VERSION_CHECK": "1"}
    stage = emulate(TEXT, ROOT, Path(base), tmp_path, offline)
    user, group = stage.user.split(":")
    settings = [word for name, value in stage.environment.items() for word in ("--setenv", name, value)]
    volumes = [word for one in stage.volumes for word in ("--bind", f"{stage.root}{one}", one)]
    samples = ROOT / "src" / "lamppost" / "samples"
    (stage.root / "evidence").mkdir()
    # as `docker run --network none --read-only --cap-drop ALL --tmpfs /tmp -v samples:/evidence:ro` would
    within = [
        "bwrap", "--unshare-ipc", "--unshare-net", "--unshare-pid", "--unshare-uts", "--new-session",
        "--die-with-parent", "--clearenv", *settings, "--ro-bind", str(stage.root), "/", "--proc", "/proc",
        "--dev", "/dev", "--perms", "1777", "--tmpfs", "/tmp", *volumes, "--ro-bind", str(samples), "/evidence",
        "--chdir", stage.folder, "setpriv", f"--reuid={user}", f"--regid={group}", "--clear-groups",
        "--bounding-set=-all", "--inh-caps=-all", "--no-new-privs", *stage.entrypoint,
    ]  # fmt: skip

    def run(*words):
        return subprocess.run([*within, *words], capture_output=True, text=True, check=False, timeout=300)

    for words in (("demo", "-o", "/tmp/report.html"), ("look", "/evidence/made-network.pcap"), ("doctor",)):
        done = run(*words)
        assert done.returncode == 0, done.stderr
        assert "Compiling" not in done.stderr
    looked = run("look", "/evidence/made-network.pcap")
    assert "appears to be made by Hikvision" in " ".join(looked.stdout.split())
    refused = run("look", "/evidence/made-network.pcap", "-o", "report.html")
    assert (refused.returncode, "Read-only file system" in refused.stderr) == (2, True)
