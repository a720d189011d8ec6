"""Signed packs: ssh-keygen is the judge, a changed byte and an untrusted key are refused."""

import shutil
import subprocess

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_packs import MadePacks, statement

from lamppost.knowledge import trust as trusting
from lamppost.knowledge.loading import load_packs
from lamppost.knowledge.seals import SEAL
from lamppost.knowledge.signatures import NAMESPACE, read_private_key, read_public_key, sign, signer_of
from lamppost.knowledge.trust import SIGNATURE, distrust, sign_packs, signer_name, trust, trusted_keys
from lamppost.model.errors import PackError

needs_ssh = pytest.mark.skipif(shutil.which("ssh-keygen") is None, reason="needs ssh-keygen as the judge")


def keygen(path, *options):
    subprocess.run(
        ["ssh-keygen", "-q", "-t", "ed25519", "-f", path, "-C", "made key", *(options or ["-N", ""])],
        check=True,
    )
    return path


def made_key(path):
    """A key of this test's own, without ssh-keygen."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import (
        Encoding,
        NoEncryption,
        PrivateFormat,
        PublicFormat,
    )

    key = Ed25519PrivateKey.generate()
    path.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.OpenSSH, NoEncryption()))
    public = key.public_key().public_bytes(Encoding.OpenSSH, PublicFormat.OpenSSH).decode()
    path.with_suffix(".pub").write_text(f"{public} made key\n")
    return path


@pytest.fixture
def key(tmp_path):
    return made_key(tmp_path / "key")


@pytest.fixture
def place(tmp_path, monkeypatch):
    path = tmp_path / "config" / "allowed_signers"
    monkeypatch.setattr(trusting, "trust_file", lambda: path)
    return path


@pytest.fixture
def packs(tmp_path):
    folder = tmp_path / "packs"
    MadePacks(folder).organisation("acme", [statement("acme-name", "legal_name", "Acme Ltd")])
    return folder


def test_a_signed_pack_says_who_signed_it(packs, key, place):
    names, public = sign_packs(packs, key, None)
    assert names == ["organisations"]
    trust(str(key.with_suffix(".pub")), "Example Watch")
    (ref,) = [ref for ref in load_packs([packs]).refs if ref.origin == "user"]
    assert ref.signed_by == f"Example-Watch ({public.fingerprint})"
    assert place.stat().st_mode & 0o777 == 0o600


def test_a_key_that_nobody_trusts_is_refused_with_what_to_type(packs, key, place):
    sign_packs(packs, key, None)
    with pytest.raises(PackError, match="a key that is not trusted: SHA256:") as caught:
        load_packs([packs])
    assert caught.value.exit_status == 4
    assert "lamppost packs trust 'ssh-ed25519 " in caught.value.hint


def test_a_key_can_be_taken_away_again(packs, key, place):
    sign_packs(packs, key, None)
    trust(key.with_suffix(".pub").read_text(), None)
    assert [one.name for one in trusted_keys()] == ["made-key"]
    load_packs([packs])
    distrust("made-key")
    with pytest.raises(PackError, match="not trusted"):
        load_packs([packs])
    with pytest.raises(PackError, match="no trusted key"):
        distrust("made-key")


@pytest.mark.parametrize("name", ["organisations/acme.yml", f"organisations/{SEAL}"])
def test_a_byte_that_changed_after_signing_is_refused_by_the_files_name(packs, key, place, name):
    sign_packs(packs, key, None)
    trust(str(key.with_suffix(".pub")), None)
    path = packs / name
    content = path.read_bytes()
    path.write_bytes(content.replace(b"acme", b"acmf", 1))
    with pytest.raises(PackError, match=r"acm[ef]\.yml|SHA256SUMS"):
        load_packs([packs])


def test_sums_made_anew_by_somebody_else_do_not_fit_the_signature(packs, key, place):
    from lamppost.knowledge.seals import build

    sign_packs(packs, key, None)
    trust(str(key.with_suffix(".pub")), None)
    path = packs / "organisations" / "acme.yml"
    path.write_text(path.read_text().replace("Acme Ltd", "Other Ltd"))
    build(packs)
    with pytest.raises(PackError, match="the signature does not fit the sums"):
        load_packs([packs])


def test_a_pack_without_a_signature_is_read_unless_one_is_required(packs, place):
    (ref,) = [ref for ref in load_packs([packs]).refs if ref.origin == "user"]
    assert ref.signed_by is None
    with pytest.raises(PackError, match="organisations: not signed"):
        load_packs([packs], require_signed=True)


def test_a_line_in_the_trust_file_that_is_not_ours_is_refused_by_number(place, key):
    trust(str(key.with_suffix(".pub")), None)
    place.write_text(place.read_text() + "* cert-authority ssh-ed25519 AAAA\n")
    with pytest.raises(PackError, match="allowed_signers:2: expected a name"):
        trusted_keys()


@needs_ssh
def test_ssh_keygen_accepts_our_signature(packs, tmp_path, place):
    key = keygen(tmp_path / "real")
    sign_packs(packs, key, None)
    trust(str(key.with_suffix(".pub")), "maker")
    pack = packs / "organisations"
    done = subprocess.run(
        ["ssh-keygen", "-Y", "verify", "-f", place, "-I", "maker", "-n", NAMESPACE, "-s", pack / SIGNATURE],
        input=(pack / SEAL).read_bytes(),
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


@needs_ssh
@pytest.mark.parametrize("options", [[], ["-O", "hashalg=sha256"]])
def test_we_accept_a_signature_of_ssh_keygen(packs, tmp_path, place, options):
    from lamppost.knowledge.seals import build

    key = keygen(tmp_path / "real")
    build(packs)
    sums = packs / "organisations" / SEAL
    subprocess.run(
        ["ssh-keygen", "-q", "-Y", "sign", "-f", key, "-n", NAMESPACE, *options, sums],
        check=True,
        capture_output=True,
    )
    trust(str(key.with_suffix(".pub")), "maker")
    assert signer_name(packs / "organisations").startswith("maker (SHA256:")


@needs_ssh
def test_a_signature_for_another_purpose_does_not_count(packs, tmp_path, place):
    from lamppost.knowledge.seals import build

    key = keygen(tmp_path / "real")
    build(packs)
    sums = packs / "organisations" / SEAL
    subprocess.run(
        ["ssh-keygen", "-q", "-Y", "sign", "-f", key, "-n", "git", sums], check=True, capture_output=True
    )
    trust(str(key.with_suffix(".pub")), "maker")
    with pytest.raises(PackError, match="made for 'git'"):
        signer_name(packs / "organisations")


@needs_ssh
def test_the_fingerprint_is_the_one_ssh_keygen_prints(tmp_path):
    key = keygen(tmp_path / "real")
    printed = subprocess.run(
        ["ssh-keygen", "-l", "-f", key.with_suffix(".pub")], check=True, capture_output=True, text=True
    ).stdout.split()[1]
    assert read_public_key(key.with_suffix(".pub").read_text(), "key")[0].fingerprint == printed


@needs_ssh
def test_a_locked_key_needs_its_passphrase(packs, tmp_path):
    from lamppost.knowledge.signatures import is_locked

    key = keygen(tmp_path / "locked", "-N", "a made passphrase")
    assert is_locked(key)
    with pytest.raises(PackError, match="not a private key that this passphrase opens"):
        sign_packs(packs, key, b"another")
    assert sign_packs(packs, key, b"a made passphrase")[0] == ["organisations"]


@needs_ssh
def test_a_key_of_another_kind_is_refused(packs, tmp_path):
    path = tmp_path / "rsa"
    subprocess.run(["ssh-keygen", "-q", "-t", "rsa", "-b", "2048", "-f", path, "-N", ""], check=True)
    with pytest.raises(PackError, match="not an Ed25519 key"):
        sign_packs(packs, path, None)
    with pytest.raises(PackError, match="not an ssh-ed25519 key"):
        trust(str(path.with_suffix(".pub")), "x")


def test_a_signature_with_more_padding_than_it_needs_is_refused(tmp_path):
    path = made_key(tmp_path / "key")
    text = sign(b"made sums\n", read_private_key(path, None))
    end = text.index("\n-----END")
    with pytest.raises(PackError):
        signer_of(b"made sums\n", text[:end] + "=" + text[end:], "made")


@given(st.data())
@settings(max_examples=200)
def test_a_damaged_signature_is_refused_and_never_read_as_another(tmp_path_factory, data):
    path = made_key(tmp_path_factory.mktemp("key") / "key")
    message = b"made sums\n"
    text = sign(message, read_private_key(path, None))
    at = data.draw(st.integers(0, len(text) - 1))
    letter = data.draw(st.sampled_from("AZaz09+/=\n- "))
    damaged = text[:at] + letter + text[at + data.draw(st.integers(0, 3)) :]
    try:
        signer = signer_of(message, damaged, "made")
    except PackError:
        return
    assert signer == read_public_key(path.with_suffix(".pub").read_text(), "key")[0]
    assert "".join(damaged.split()) == "".join(text.split())


@given(st.binary(max_size=200))
def test_bytes_that_are_no_key_are_refused_in_words(content):
    text = content.decode("latin-1")
    with pytest.raises(PackError):
        read_public_key(f"ssh-ed25519 {text}", "key")
