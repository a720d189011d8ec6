"""A release's bills of materials, its sums and its signature: complete, valid, and the same bytes each time."""

import json
import os
import shutil
import subprocess
from hashlib import sha256
from pathlib import Path

import pytest
from tests.flows.conftest import *  # noqa: F403
from tools.releasing import licences
from tools.releasing.installed import NotInstalledError, read_pins, runtime
from tools.releasing.sums import NAMESPACE, write_signature, write_sums

from lamppost.knowledge.signatures import signer_of
from lamppost.model.errors import PackError

ROOT = Path(__file__).resolve().parents[2]
EPOCH = 1_700_000_000
needs_ssh = pytest.mark.skipif(shutil.which("ssh-keygen") is None, reason="needs ssh-keygen as the judge")


@pytest.fixture(scope="module")
def bom():
    """What writes bills of materials; skips where its library, or what is pinned, is not installed."""
    try:
        from tools.releasing import bom
    except ModuleNotFoundError as error:
        if os.environ.get("LAMPPOST_REQUIRE_RELEASE"):
            raise
        pytest.skip(f"needs {error.name}: make setup-release")
    try:
        runtime(ROOT)
    except NotInstalledError as error:
        pytest.skip(f"{error}, so that nothing can be said of what is pinned")
    return bom


@pytest.fixture
def made(tmp_path):
    """A file that stands for a wheel."""
    path = tmp_path / "lamppost-0.1.0-py3-none-any.whl"
    path.write_bytes(b"made")
    return path


def by_name(text):
    return {one["name"]: one for one in json.loads(text)["components"]}


def test_a_bill_names_every_package_that_is_installed_and_every_pack(bom, made):
    text = bom.bom_of(made, ROOT, EPOCH)
    held, pins = by_name(text), read_pins(ROOT / "constraints.txt")
    needed = {one.name: one for one in runtime(ROOT)}
    packs, manifests = licences.shipped_packs(ROOT)
    data = {f"packs/{one.id}" for one in manifests} | {f"packs/deployments/{name}" for name in packs.editions}
    assert held.keys() == needed.keys() | data
    for name, one in needed.items():
        (files,) = held[name]["externalReferences"]
        assert held[name]["version"] == pins[name].version
        assert {row["content"] for row in files["hashes"]} == set(pins[name].hashes)
        assert held[name]["licenses"], name
        assert held[name]["purl"] == f"pkg:pypi/{name}@{one.version}"
    for manifest in manifests:
        said = held[f"packs/{manifest.id}"]
        credit = [row["value"] for row in said.get("properties", ()) if row["name"] == bom.CREDIT]
        assert credit == ([manifest.attribution] if manifest.attribution else [])
        assert said["licenses"]
    told = json.loads(text)
    assert told["metadata"]["component"]["hashes"] == [
        {"alg": "SHA-256", "content": sha256(b"made").hexdigest()}
    ]
    links = {row["ref"]: set(row.get("dependsOn", ())) for row in told["dependencies"]}
    assert links["lamppost"] > data
    assert {f"pkg:pypi/certifi@{pins['certifi'].version}"} < links[
        f"pkg:pypi/requests@{pins['requests'].version}"
    ]
    reached, waiting = set(), ["lamppost"]
    while waiting:
        reached.add(one := waiting.pop())
        waiting += links[one] - reached
    assert reached == links.keys()


def test_a_bill_keeps_the_schema_and_is_the_same_bytes_each_time(bom, made):
    path = bom.write_bom(made, ROOT, EPOCH)
    assert path.read_text("utf-8") == bom.bom_of(made, ROOT, EPOCH)
    assert (
        bom.problem_of(path.read_text("utf-8").replace('"type": "library"', '"type": "book"', 1)) is not None
    )
    made.write_bytes(b"another")
    assert (
        json.loads(bom.bom_of(made, ROOT, EPOCH))["serialNumber"]
        != json.loads(path.read_text("utf-8"))["serialNumber"]
    )


def test_lamppost_reads_its_own_bill(bom, made, lamppost):
    run = lamppost("look", bom.write_bom(made, ROOT, EPOCH), "--json")
    assert run.status == 0
    (evidence,) = json.loads(run.out)["evidence"]
    assert (evidence["format"], evidence["read"]) == ("cyclonedx", "whole")


@needs_ssh
def test_the_sums_are_checked_by_sha256sum_and_their_signature_by_ssh_keygen(tmp_path):
    files = [tmp_path / name for name in ("b.whl", "a.tar.gz")]
    for path in files:
        path.write_bytes(path.name.encode())
    key = tmp_path / "keys" / "release-key"
    key.parent.mkdir()
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "made", "-f", key], check=True)
    sums = write_sums(files)
    assert [line.split("  ")[1] for line in sums.read_text().splitlines()] == ["a.tar.gz", "b.whl"]
    signature = write_signature(sums, key)
    subprocess.run(["sha256sum", "--strict", "-c", sums.name], cwd=tmp_path, check=True, capture_output=True)
    allowed = tmp_path / "allowed_signers"
    allowed.write_text(f"releases@example.net {key.with_suffix('.pub').read_text()}")
    check = [
        "ssh-keygen",
        "-Y",
        "verify",
        "-f",
        allowed,
        "-I",
        "releases@example.net",
        "-n",
        NAMESPACE,
        "-s",
        signature,
    ]
    assert subprocess.run(check, input=sums.read_bytes(), capture_output=True, check=False).returncode == 0
    assert (
        subprocess.run(check, input=sums.read_bytes() + b"x", capture_output=True, check=False).returncode
        != 0
    )
    with pytest.raises(PackError):
        signer_of(
            sums.read_bytes(), signature.read_text(), signature.name
        )  # for a release, and not for a pack


@needs_ssh
def test_a_locked_key_is_asked_for_its_passphrase(tmp_path):
    key = tmp_path / "release-key"
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "made secret", "-f", key], check=True)
    (tmp_path / "a").write_bytes(b"a")
    sums, asked = write_sums([tmp_path / "a"]), []
    write_signature(sums, key, lambda prompt: asked.append(prompt) or "made secret")
    assert asked == ["Passphrase of release-key: "]
    with pytest.raises(PackError):
        write_signature(sums, key, lambda _: "another")


def test_a_release_takes_a_folder_of_its_own(bom, tmp_path):
    from tools.releasing.building import ReleaseError
    from tools.releasing.dist import make

    (tmp_path / "old.whl").write_bytes(b"")
    with pytest.raises(ReleaseError, match="not empty"):
        make(ROOT, tmp_path)
