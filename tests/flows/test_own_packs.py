"""Packs that a user brings: signed or not, marked as theirs wherever they speak."""

import json
import stat
from pathlib import Path

import pytest
from made_packs import MadePacks, entry, statement
from test_signatures import made_key

import lamppost as package


@pytest.fixture(autouse=True)
def _home(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))


@pytest.fixture
def packs(tmp_path):
    made = MadePacks(tmp_path / "mine")
    made.organisation("acme-cams", [statement("acme-cams-name", "legal_name", "Acme Cameras Ltd")])
    made.list("my-watch", [entry("my-watch-1", "Hikvision", "2024-01-01", organisation="hikvision")])
    return tmp_path / "mine"


def test_what_a_pack_of_yours_says_is_marked_and_what_ships_is_not(lamppost, packs):
    run = lamppost("ask", "company", "hikvision", "--packs", packs, "-v")
    assert run.status == 0
    marked = [part for part in run.out.split("[")[1:] if "from a pack of yours" in " ".join(part.split())]
    assert len(marked) == 1
    assert "my-watch-1" in "".join(marked[0].split())
    answer = json.loads(lamppost("ask", "company", "hikvision", "--packs", packs, "--json").out)
    own = {
        link["statement"]
        for section in answer["sections"]
        for claim in section["claims"]
        for link in claim["chain"]
        if link["from_own_pack"]
    }
    assert own == {"my-watch-1"}


def test_signing_and_trusting_go_by_the_words_that_are_printed(lamppost, packs, tmp_path):
    key = made_key(tmp_path / "key")
    assert lamppost("ask", "company", "acme-cams", "--packs", packs, "--require-signed").status == 4
    signed = lamppost("packs", "sign", packs, "--key", key)
    assert signed.status == 0
    assert "organisations: signed" in signed.out
    refused = lamppost("ask", "company", "acme-cams", "--packs", packs)
    assert refused.status == 4
    assert "not trusted" in refused.err
    line = signed.out.split("lamppost packs trust '")[1].split("'")[0]
    trusted = lamppost("packs", "trust", line, "--name", "Example Watch")
    assert trusted.status == 0
    assert "Example-Watch" in lamppost("packs", "trust").out
    answer = json.loads(
        lamppost("ask", "company", "acme-cams", "--packs", packs, "--require-signed", "--json").out
    )
    assert {ref["signed_by"].split()[0] for ref in answer["packs"] if ref["origin"] == "user"} == {
        "Example-Watch"
    }
    assert "signed by Example-Watch" in lamppost("packs", "list", packs).out
    assert stat.S_IMODE((tmp_path / "config" / "lamppost" / "allowed_signers").stat().st_mode) == 0o600
    assert lamppost("packs", "trust", "Example-Watch", "--remove").status == 0
    assert "no key is trusted" in lamppost("packs", "trust").out


def test_a_withdrawn_row_stays_visible_and_answers_only_as_far_as_known_then(lamppost, tmp_path):
    folder = tmp_path / "mine"
    made = MadePacks(folder)
    made.organisation(
        "acme-cams",
        [
            statement("acme-cams-owner", "owner", "Somebody", retrieved="2026-11-01"),
            statement("acme-cams-owner-2", "owner", "Somebody Else", retrieved="2026-11-20"),
        ],
    )
    made.corrections(
        "organisations",
        (
            "acme-cams-owner",
            "2026-11-20",
            "retracted",
            "the page was misread",
            "ourselves",
            "acme-cams-owner-2",
        ),
    )
    now = " ".join(lamppost("ask", "company", "acme-cams", "--packs", folder).out.split())
    assert "is owned by Somebody Else" in now
    assert "is owned by Somebody (" not in now
    assert "withdrawn on 2026-11-20 by ourselves: statement acme-cams-owner" in now
    assert "said right by acme-cams-owner-2" in now
    before = lamppost("ask", "company", "acme-cams", "--packs", folder, "--known-by", "2026-11-10")
    said = " ".join(before.out.split())
    assert "as far as known on 2026-11-10" in said
    assert "is owned by Somebody (" in said
    assert "Somebody Else" not in said
    assert "withdrawn" not in said


def test_a_row_that_is_known_by_its_edition_alone_never_says_since_when(lamppost, tmp_path):
    row = entry("my-watch-1", "Hikvision", "2026-11-01", organisation="hikvision") | {
        "scope": "listed_by_edition"
    }
    made = MadePacks(tmp_path / "mine")
    made.list("my-watch", [row])
    capture = Path(package.__file__).parent / "samples" / "made-network.pcap"
    run = lamppost("look", capture, "--packs", made.root, "--json")
    (listing,) = {
        (one["since"], one["since_at_latest"], one["since_capture"])
        for device in json.loads(run.out)["devices"]
        for one in device["listings"]
        if one["list"] == "my-watch"
    }
    assert listing == ("2026-11-01", True, None)
    said = " ".join(lamppost("look", capture, "--packs", made.root, "-v").out.split())
    assert (
        "MY-WATCH as of 2026-11-23, by 2026-11-01; whether already when this was captured is not known"
        in said
    )
