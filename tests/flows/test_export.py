"""`lamppost packs export`: entities on standard output or in a private file, all else on standard error."""

import json
import stat

import pytest


@pytest.fixture(autouse=True)
def _no_day(monkeypatch):
    monkeypatch.delenv("LAMPPOST_AS_OF")


def test_printed_and_written_are_the_same_bytes_and_the_file_is_private(lamppost, tmp_path):
    path = tmp_path / "packs.ftm.json"
    printed, written = lamppost("packs", "export"), lamppost("packs", "export", "-o", path)
    assert (printed.status, written.status, written.out) == (0, 0, "")
    assert path.read_text(encoding="utf-8") == printed.out
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert all(json.loads(line)["schema"] for line in printed.out.splitlines())


def test_what_is_left_out_and_the_credits_due_are_said_beside_it(lamppost):
    run = lamppost("packs", "export", "--format", "ftm")
    assert "entities, rows of every time" in run.err
    assert "owners that are words and no organisation" in run.err
    assert "credit due: Feldstein, S. (2019)" in run.err
    assert "credit due" not in run.out


def test_a_day_is_said_and_kept_to(lamppost, monkeypatch):
    asked = lamppost("packs", "export", "--as-of", "2019-10-08")
    assert "rows that held on 2019-10-08" in asked.err
    assert "us-entity-list-2019-10-09" not in asked.out
    monkeypatch.setenv("LAMPPOST_AS_OF", "2019-10-08")
    assert lamppost("packs", "export").out == asked.out


def test_packs_of_the_users_go_out_too_and_nothing_is_written_among_them(lamppost, tmp_path):
    folder = tmp_path / "organisations"
    folder.mkdir()
    (folder / "pack.yml").write_text(
        'id: mine\nversion: "1"\nday: "2026-11-23"\nlicence: CC BY 4.0\nattribution: "Somebody"\nmissing: "all"\n'
    )
    (folder / "mine.yml").write_text("id: mine\nname: Mine\nowners_held: none\nstatements: []\n")
    run = lamppost("packs", "export", "--packs", tmp_path)
    assert '"id":"lamppost-organisation-mine"' in run.out
    assert "credit due: Somebody" in run.err
    refused = lamppost("packs", "export", "--packs", tmp_path, "-o", folder / "mine.yml")
    assert refused.status == 2
    assert "mine.yml: lies in" in refused.err
    assert (folder / "mine.yml").read_text().startswith("id: mine")
