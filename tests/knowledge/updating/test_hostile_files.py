"""Made files that are meant to hang or to fill the memory are refused, or read in no time."""

import tracemalloc
from datetime import date
from time import process_time

import pytest
from tests.knowledge.updating import made_files as made
from tests.knowledge.updating.made_rows import TODAY

from lamppost.knowledge.loading import load_packs
from lamppost.knowledge.updating import update
from lamppost.knowledge.updating.choosing import readers
from lamppost.knowledge.updating.rows import Reject
from lamppost.knowledge.updating.steps import Request, describe_plan, plan, write_plan
from lamppost.model.errors import PackError

READERS = {reader.FORMAT.id: reader for reader in readers()}
PAGE = "<html><title>Covered List</title><table>"
HEAD = f"{PAGE}<tr><th>Covered Equipment</th><th>Date of Inclusion</th></tr>"
PAGES = {
    "comments without an end": PAGE + "<!--x" * 200_000,
    "tags without an end": PAGE + "<a " * 200_000,
    "ends without an end": PAGE + "</a " * 150_000,
    "declarations without an end": PAGE + "<!x " * 150_000,
    "instructions without an end": PAGE + "<?x " * 150_000,
    "quotes": HEAD + "<a b='\">" * 100_000,
    "attributes": HEAD + "<a " + "b='" * 20_000 + ">" + "<a b" * 10_000 + ">",
    "scripts": HEAD + "<script>" * 100_000,
    "cells": HEAD + "<tr><td>" * 100_000,
    "marks": HEAD + "<td>" + "&#x" * 200_000,
    "a number of many digits": HEAD + "<td>&#" + "1" * 500_000 + ";",
    "one long entry": f"{HEAD}<tr><td>{'provided by ' * 60_000}</td><td>March 12, 2021</td></tr>",
    "many entries": HEAD + f"<tr><td>{'provided by ' * 800}</td><td>March 12, 2021</td></tr>" * 75,
}


def is_quick(read):
    """What was read, if one of three tries took under two seconds: a busy machine slows a try, not all."""
    taken = []
    for _ in range(3):
        start = process_time()
        try:
            found = list(read())
        except PackError:
            found = []
        taken.append(process_time() - start)
        if taken[-1] < 2:
            return found
    raise AssertionError(taken)


def plan_of(tmp_path, content, name, **fields):
    path = tmp_path / name
    path.write_text(content, encoding="utf-8")
    fields = {"into": tmp_path / "mine", "today": TODAY, "edition_day": date(2026, 11, 1)} | fields
    return plan(Request(path=path, **fields))


@pytest.mark.parametrize("what", PAGES)
@pytest.mark.parametrize("format_id", ["fcc-covered-list", "dod-1260h"])
def test_a_page_is_refused_or_read_in_no_time(tmp_path, what, format_id):
    path = tmp_path / "page.html"
    path.write_text(PAGES[what], encoding="utf-8")
    is_quick(lambda: READERS[format_id].read(path))


def test_a_comment_is_no_text_and_lines_keep_their_numbers(tmp_path):
    path = tmp_path / "page.html"
    plain = made.FCC_HTML.replace("<table>", "<!---->\n<table>", 1).replace("<tbody>", "\n\n<tbody>")
    path.write_text(plain, encoding="utf-8")
    rows = list(READERS["fcc-covered-list"].read(path))
    path.write_text(plain.replace("\n\n<tbody>", "<!-- <td> > a\n-- b\n--><tbody>"), encoding="utf-8")
    assert list(READERS["fcc-covered-list"].read(path)) == rows


def test_a_name_that_goes_on_for_a_hundred_thousand_lines_is_rejected_in_no_time(tmp_path):
    path = tmp_path / "names.txt"
    path.write_text("chinese military companies:\nExample Works\n" + " Example\n" * 100_000, encoding="utf-8")
    is_quick(lambda: READERS["dod-1260h"].read(path))


def test_listing_dates_without_an_end_are_read_in_no_time(tmp_path):
    path = tmp_path / "csl.json"
    ids = "Listing Date (" * 100_000
    path.write_text(made.csl_json([made.csl_record("Example Company", remarks=ids)]), encoding="utf-8")
    is_quick(lambda: READERS["csl"].read(path))


def simple_row(datasets, sanctions="", name="Example Company"):
    return (
        f'{made.SIMPLE_COLUMNS}\n"Q1","Company","{name}","","","","","","{sanctions}","","",'
        f'"{datasets}","","2026-11-20",""\n'
    )


def test_a_target_of_too_many_datasets_is_rejected_by_line(tmp_path):
    path = tmp_path / "targets.simple.csv"
    path.write_text(simple_row(";".join(map(str, range(501)))), encoding="utf-8")
    (event,) = READERS["opensanctions"].read(path)
    assert (event.locator, event.what) == ("line 2", "501 datasets")


def test_the_rows_of_one_target_share_their_words(tmp_path):
    path = tmp_path / "targets.simple.csv"
    path.write_text(simple_row(";".join(map(str, range(500))), "x" * 90_000), encoding="utf-8")
    tracemalloc.start()
    rows = list(READERS["opensanctions"].read(path))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert len(rows) == 500
    assert peak < 5_000_000


@pytest.mark.parametrize("count", [{"datasets": 501}, {"sanctions": 501}, {"letters": 100_001}])
def test_an_entity_with_more_than_any_is_rejected_by_line(tmp_path, count):
    target = made.ENTITIES[1] | {"datasets": [f"d{number}" for number in range(count.get("datasets", 1))]}
    target["properties"] = {"name": ["Example Works"], "alias": ["x" * count.get("letters", 1)]}
    sanctions = [made.ENTITIES[0] for _ in range(count.get("sanctions", 1))]
    path = tmp_path / "entities.ftm.json"
    path.write_text(made.ftm([target, *sanctions]), encoding="utf-8")
    (event,) = READERS["ftm"].read(path)
    assert isinstance(event, Reject)
    assert event.locator == "line 1"


def test_a_long_name_is_kept_and_shown_in_part(tmp_path):
    name = "N" * 900 + " Ltd."
    planned = plan_of(tmp_path, made.csl_csv([made.csl_record(name, start_date="2020-01-01")]), "csl.csv")
    shown = "\n".join(describe_plan(planned, whole=True))
    assert "N" * 120 + "…" in shown
    assert "N" * 121 not in shown
    write_plan(planned)
    (entry,) = load_packs([planned.request.into]).lists["csl-entity-list"].entries
    assert entry.name_as_printed == name


def test_a_name_or_a_record_longer_than_any_is_rejected_by_line(tmp_path):
    records = [
        made.csl_record("N" * 1001 + " Ltd."),
        made.csl_record("Example Ltd.", remarks="x" * 120_000),
        made.csl_record("Example Ltd.", start_date="x" * 120_000),
        made.RECORDS[0],
    ]
    planned = plan_of(tmp_path, made.csl_csv(records), "csl.csv")
    assert [one.locator for one in planned.rejects] == ["line 2", "line 3", "line 4"]
    assert max(len(line) for line in describe_plan(planned, whole=True)) < 300


def test_records_of_more_letters_than_any_list_are_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(update, "MOST_LETTERS", 100)
    with pytest.raises(PackError, match="100 letters") as caught:
        plan_of(tmp_path, simple_row("a;b;c", "x" * 40), "targets.simple.csv")
    assert "--list" in caught.value.hint
