"""`packs update` from the command line: it shows, it asks, it writes; nothing else happens."""

import pytest
from tests.knowledge.updating import made_files as made

from lamppost.cli import fetch as fetching
from lamppost.cli.fetch import Fetched

TODAY = ("--today", "2026-11-23")


@pytest.fixture
def csl(tmp_path):
    path = tmp_path / "csl.csv"
    path.write_text(made.csl_csv(), encoding="utf-8")
    return path


@pytest.fixture
def mine(tmp_path):
    return tmp_path / "mine"


def test_without_anybody_to_ask_the_difference_is_shown_and_nothing_is_written(lamppost, csl, mine):
    run = lamppost("packs", "update", "--from", csl, "--into", mine, *TODAY)
    assert run.status == 0
    assert "csl-entity-list (new)" in run.out
    assert "Example Works Ltd., since 2019-05-21" in run.out
    assert "left out: 1 person, 1 vessel, 1 row that may name a person" in run.out
    assert "Anna" not in run.out
    assert run.err == "Not written: there is nobody to ask here. Add --yes to write.\n"
    assert not mine.exists()
    assert max(map(len, run.out.splitlines())) <= 80


def test_with_yes_it_is_written_and_the_packs_hold(lamppost, csl, mine):
    run = lamppost("packs", "update", "--from", csl, "--into", mine, "--yes", *TODAY)
    assert run.status == 0
    assert "written: mine/lists/csl-entity-list/entries.csv" in run.err
    assert lamppost("packs", "check", mine).status == 0
    asked = lamppost("ask", "list", "csl-entity-list", "--packs", mine)
    assert "Example Works Ltd., since 2019-05-21" in asked.out
    again = lamppost("packs", "update", "--from", csl, "--into", mine, *TODAY)
    assert "Nothing to write" in again.err


def test_a_signature_that_no_longer_fits_goes_and_that_is_said(lamppost, csl, mine):
    lamppost("packs", "update", "--from", csl, "--into", mine, "--yes", *TODAY)
    signature = mine / "lists" / "SHA256SUMS.sig"
    signature.write_text("made\n", encoding="ascii")
    csl.write_text(
        made.csl_csv([*made.RECORDS, made.csl_record("New Ltd.", start_date="2020-01-01")]), encoding="utf-8"
    )
    asked = lamppost("packs", "update", "--from", csl, "--into", mine, *TODAY)
    assert signature.exists()
    assert "signature" not in asked.err
    run = lamppost("packs", "update", "--from", csl, "--into", mine, "--yes", "-q", *TODAY)
    assert run.status == 0
    assert "the signature of lists no longer fits and was removed; sign it again" in run.err
    assert not signature.exists()


@pytest.mark.parametrize(
    ("answer", "said"), [("y\n", "written:"), ("n\n", "Not written."), ("\n", "Not written.")]
)
def test_at_a_terminal_the_question_is_asked_and_no_is_the_default(
    lamppost, csl, mine, monkeypatch, answer, said
):
    import io

    class Terminal(io.StringIO):
        def isatty(self):
            return True

    monkeypatch.setattr("sys.stdin", Terminal(answer))
    run = lamppost("packs", "update", "--from", csl, "--into", mine, *TODAY)
    assert run.status == 0
    assert "Write this? [y/N]" in run.err
    assert said in run.err
    assert "Write this?" not in run.out
    assert mine.exists() is (answer == "y\n")


def test_hostile_letters_of_a_file_do_not_reach_the_terminal(lamppost, csl, mine):
    csl.write_text(
        made.csl_csv([made.csl_record("Evil \x1b[31m\u202eWorks Ltd.", start_date="2020-01-01")]), "utf-8"
    )
    run = lamppost("packs", "update", "--from", csl, "--into", mine, *TODAY)
    assert "Evil Works Ltd." in run.out
    assert "\x1b" not in run.out
    assert "\u202e" not in run.out


@pytest.mark.parametrize(
    ("more", "status", "said"),
    [
        (["--format", "made"], 2, "no format 'made'"),
        (["--list", "made"], 2, "no list 'made'"),
        (["--source", "made"], 2, "no web address"),
        (["--edition-day", "soon"], 2, "is not a day"),
        (["--whole"], 2, "on the day of the edition, which is unknown"),
    ],
)
def test_wrong_use_is_refused_in_words(lamppost, csl, mine, more, status, said):
    run = lamppost("packs", "update", "--from", csl, "--into", mine, *TODAY, *more)
    assert run.status == status
    assert said in run.err
    assert not mine.exists()


def test_a_file_that_is_missing_is_wrong_use_and_a_pack_that_was_changed_is_not(lamppost, csl, mine):
    assert lamppost("packs", "update", "--from", csl.with_name("none.csv"), "--into", mine).status == 2
    lamppost("packs", "update", "--from", csl, "--into", mine, "--yes", *TODAY)
    (mine / "lists" / "pack.yml").write_text("id: lists\n", encoding="utf-8")
    run = lamppost("packs", "update", "--from", csl, "--into", mine, "--yes", *TODAY)
    assert run.status == 4
    assert "changed since" in run.err


def test_offline_refuses_an_address(lamppost, mine):
    run = lamppost(
        "packs", "update", "--from", "https://lists.example.net/csl.csv", "--into", mine, "--offline"
    )
    assert run.status == 2
    assert "--offline: an address is not fetched" in run.err


def test_what_is_fetched_is_read_from_the_address_and_of_today(lamppost, csl, mine, monkeypatch):
    def made_fetch(url, to, _progress):
        to.write(csl.read_bytes())
        return Fetched(url=url, name="csl.csv", size_bytes=1)

    monkeypatch.setattr(fetching, "fetch", made_fetch)
    url = "https://data.trade.gov/made/csl.csv"
    run = lamppost("packs", "update", "--from", url, "--into", mine, "--yes", *TODAY)
    assert run.status == 0
    assert "International Trade Administration, counted as official" in run.out
    assert "edition of 2026-11-23" in run.out
    assert url in (mine / "lists" / "csl-entity-list" / "entries.csv").read_text(encoding="utf-8")


def test_an_address_without_https_is_refused_before_anything_is_opened(lamppost, mine):
    run = lamppost("packs", "update", "--from", "http://lists.example.net/csl.csv", "--into", mine)
    assert run.status == 2
    assert "not an https address" in run.err


def test_rows_past_their_day_of_review_are_warned_of_and_refused_only_when_asked(lamppost):
    fresh = lamppost("packs", "check", "--as-of", "2026-11-23")
    assert fresh.err == ""
    late = lamppost("packs", "check", "--as-of", "2099-01-01")
    assert late.status == 0
    assert "lists/us-ndaa-889:" in late.err
    assert "past the day of review, first" in late.err
    assert lamppost("packs", "check", "--as-of", "2099-01-01", "--require-fresh").status == 4
    assert lamppost("packs", "check", "--as-of", "2026-11-23", "--require-fresh").status == 0
