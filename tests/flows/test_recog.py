"""Recog's fingerprints in the place where they lie, as a pack of the user's."""

import json
import re
from pathlib import Path

import pytest

from lamppost.knowledge.loading import load_packs
from lamppost.knowledge.recog import _with_names, is_recog
from lamppost.model.errors import PackError

RECOG = Path(__file__).resolve().parents[2] / ".." / "shared" / "data" / "fingerprints" / "recog"

MADE = """<?xml version='1.0'?>
<fingerprints matches="http_header.server" protocol="http">
  <fingerprint pattern="^Example(?: Cam)? (EX-\\d+)/([\\d.]+)$" flags="REG_ICASE">
    <description>Made camera</description>
    <example hw.product="EX-100">example EX-100/4.1</example>
    <param pos="0" name="hw.vendor" value="Axis"/>
    <param pos="0" name="hw.device" value="IP Camera"/>
    <param pos="1" name="hw.product"/>
    <param pos="2" name="hw.version"/>
  </fingerprint>
  <fingerprint pattern="^Example on (\\S+)$">
    <description>Made, with the name of a host</description>
    <example host.name="annas-nas">Example on annas-nas</example>
    <param pos="0" name="hw.device" value="NAS"/>
    <param pos="1" name="host.name"/>
  </fingerprint>
  <fingerprint pattern="^(a+)+$">
    <description>Made, for ever</description>
    <example>aaa</example>
    <param pos="0" name="hw.device" value="NAS"/>
  </fingerprint>
</fingerprints>
"""


@pytest.fixture
def folder(tmp_path):
    made = tmp_path / "recog"
    made.mkdir()
    (made / "http_servers.xml").write_text(MADE)
    return made


def read(folder):
    return {key: row for key, row in load_packs([folder]).fingerprints.items() if key.startswith("recog-")}


def test_vendor_kind_model_and_version_are_read(folder):
    (row,) = read(folder).values()
    assert (row.field, row.shows.kind, row.shows.maker) == ("http.server", "camera", "axis")
    found = re.search(row.pattern, "EXAMPLE CAM EX-100/4.1", re.IGNORECASE)
    assert found.groupdict() == {"model": "EX-100", "firmware": "4.1"}


def test_what_captures_peoples_words_or_takes_for_ever_is_left_out(folder):
    assert len(read(folder)) == 1


def test_it_is_named_as_the_users_own_wherever_it_stands(lamppost, folder):
    said = lamppost("packs", "list", folder).out
    assert "recog as given" in said
    assert "user; no sourced rows" in said or "user;" in said
    assert lamppost("packs", "check", folder).status == 0


def test_a_signature_cannot_be_required_of_it(lamppost, folder):
    run = lamppost("packs", "list", folder, "--require-signed")
    assert run.status == 4
    assert "not signed" in run.err


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (MADE.replace("</fingerprints>", ""), "http_servers.xml"),
        (
            MADE.replace("<fingerprints", "<!DOCTYPE x [<!ENTITY a 'b'>]><fingerprints"),
            "declares a document type",
        ),
    ],
)
def test_what_is_no_such_file_is_refused_by_name(folder, text, said):
    (folder / "http_servers.xml").write_text(text)
    with pytest.raises(PackError, match=re.escape(said)):
        read(folder)


@pytest.mark.parametrize(
    ("pattern", "names", "named"),
    [
        ("(a)(b)", {2: "model"}, "(a)(?P<model>b)"),
        (r"\((a)[(](?:x)(b)", {1: "firmware", 2: "model"}, r"\((?P<firmware>a)[(](?:x)(?P<model>b)"),
        ("[](](a)", {}, "[](](a)"),
    ],
)
def test_groups_are_named_by_their_number(pattern, names, named):
    assert _with_names(pattern, names) == named


@pytest.mark.skipif(not RECOG.is_dir(), reason="Recog's files are not here")
def test_recog_itself_is_read_and_its_own_examples_hold(lamppost):
    assert is_recog(RECOG)
    rows = read(RECOG)
    assert len(rows) > 300
    assert {row.shows.kind for row in rows.values()} >= {
        "camera",
        "recorder",
        "printer",
        "router",
        "conference",
    }
    assert lamppost("packs", "check", RECOG).status == 0


@pytest.mark.skipif(not RECOG.is_dir(), reason="Recog's files are not here")
def test_a_look_with_recog_says_so_in_the_result(lamppost):
    sample = Path(__file__).parents[2] / "src" / "lamppost" / "samples" / "made-network.pcap"
    result = json.loads(lamppost("look", sample, "--packs", RECOG, "--json").out)
    assert [pack["origin"] for pack in result["packs"] if pack["id"] == "recog"] == ["user"]
