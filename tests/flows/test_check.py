"""The gate for CI: a list of suppliers in a repository, from its rows to the exit status."""

import json
from pathlib import Path

import pytest
from tests.flows.made_policy import RULE, write_context, write_policy

import lamppost as package

SAMPLES = Path(package.__file__).parent / "samples"
CONTEXT, CAPTURE = SAMPLES / "made-context.toml", SAMPLES / "made-network.pcap"
JUDGED = ("--policy", "us-ndaa-889", "--context", CONTEXT, "--as-of", "2026-11-27")
LIST = (
    "maker,brand,model,kind,buyer\nHikvision,,C-1,camera,Anna-iPhone\nNobody's Works,,X,camera,Anna-iPhone\n"
)
CLEAN = "maker,brand,model,kind\nHikvision,,C-1,printer\n"


@pytest.fixture
def repository(tmp_path, monkeypatch):
    (tmp_path / "data").mkdir()
    monkeypatch.chdir(tmp_path)

    def write(text=LIST, name="data/suppliers.csv"):
        Path(name).write_text(text, encoding="utf-8")
        return name

    return write


def test_a_listed_supplier_fails_the_run_and_a_list_without_one_does_not(lamppost, repository):
    run = lamppost("check", repository(), *JUDGED)
    assert run.status == 1
    assert "data/suppliers.csv:2 Hikvision" in " ".join(run.out.split())
    assert "1 fail" in run.out
    assert lamppost("check", repository(CLEAN), *JUDGED).status == 0


@pytest.mark.parametrize(
    ("options", "status"),
    [
        (["--fail-on", "never"], 0),
        (["--fail-on", "open"], 1),
        (["--fail-on", "fail", "--min-severity", "critical"], 0),
        (["--format", "sarif"], 0),
        (["--format", "sarif", "--fail-on", "fail"], 1),
        (["-o", "x.sarif"], 0),
        (["--format", "junit"], 1),
        (["--format", "md"], 1),
    ],
)
def test_the_exit_status_is_that_of_the_verdicts_that_count(lamppost, repository, options, status):
    assert lamppost("check", repository(), *JUDGED, *options).status == status


@pytest.mark.parametrize(("day", "status"), [("2018-08-12", 0), ("2018-08-13", 1), ("2027-05-24", 0)])
def test_the_day_decides(lamppost, repository, tmp_path, day, status):
    policy, facts = write_policy(tmp_path / "policy"), write_context(tmp_path / "me.toml")
    run = lamppost("check", repository(), "--policy", policy, "--context", facts, "--as-of", day)
    assert run.status == status


def test_a_list_that_was_not_read_whole_ends_in_3_whatever_its_verdicts(lamppost, repository):
    assert lamppost("check", repository(LIST + '"open,'), *JUDGED).status == 3
    assert lamppost("check", repository("part,price\n1,2\n"), *JUDGED).status == 3
    assert lamppost("check", repository(LIST + "a,b\n"), *JUDGED).status == 1  # one bad row is an issue


LOST = LIST + "Axis,,M-1,camera,Anna,more\n"


def test_a_list_with_a_row_that_was_not_read_never_says_that_it_was_read_whole(lamppost, repository):
    told = "2 of 3 rows read, 1 not"
    for to in ("terminal", "html", "csv", "sarif", "junit", "md"):
        run = lamppost("check", repository(LOST), *JUDGED, "--format", to)
        assert told in " ".join(run.out.split()), to
        assert "read whole" not in run.out
        assert "1 of 3 rows could not be read: nobody judged them" in run.err
    result = json.loads(lamppost("check", "data/suppliers.csv", *JUDGED, "--format", "json").out)
    assert (result["coverage"]["rows"], result["coverage"]["rows_not_read"]) == (2, 1)
    assert [gap["count"] for gap in result["coverage"]["gaps"] if gap["code"] == "rows-not-read"] == [1]
    Path("r.json").write_text(json.dumps(result), encoding="utf-8")
    assert told in " ".join(
        lamppost("report", "r.json", "-f", "terminal", "--as-of", "2026-11-26").out.split()
    )


def test_a_row_that_was_not_read_counts_as_open(lamppost, repository, tmp_path):
    policy, facts = write_policy(tmp_path / "policy"), write_context(tmp_path / "me.toml")
    chosen = ("--policy", policy, "--context", facts, "--as-of", "2018-08-12")
    clean = lamppost("check", repository(CLEAN), *chosen, "--fail-on", "open")
    assert clean.status == 0, clean.out
    lost = repository(CLEAN + "Axis\n")
    assert lamppost("check", lost, *chosen, "--fail-on", "open").status == 1
    assert lamppost("check", lost, *chosen, "--fail-on", "open", "--min-severity", "critical").status == 1
    assert lamppost("check", lost, *chosen).status == 0
    assert lamppost("look", lost, "--fail-on", "open").status == 0  # nothing judged, nothing open


def test_a_list_of_which_no_row_was_read_was_not_read(lamppost, repository):
    run = lamppost("check", repository("maker,model\nHikvision,1,2\nAxis\n"), *JUDGED)
    assert (run.status, " B): not read\n" in run.out) == (3, True)


def test_a_list_that_loses_more_rows_than_it_keeps_was_read_in_part(lamppost, repository):
    half = "maker,model\nAxis,1\nBosch\n"
    assert lamppost("check", repository(half), *JUDGED).status == 0
    run = lamppost("check", repository(half + "Canon\n"), *JUDGED)
    words = " ".join(run.out.split())
    assert run.status == 3
    assert "read in part: 1 of 3 rows read, 2 not" in words
    assert "more rows may be missing" not in words
    cut = " ".join(lamppost("check", repository(half + 'Axis,2\n"Canon,\n'), *JUDGED).out.split())
    assert "1 list not read whole, so that more rows may be missing" in cut


def test_columns_that_are_not_kept_are_counted(lamppost, repository):
    run = lamppost("look", repository())
    assert "read whole; columns maker, brand, model, kind kept, 1 other not" in " ".join(run.out.split())
    assert "Anna" not in run.out


def test_of_a_list_that_was_not_read_no_policy_says_anything(lamppost, repository):
    run = lamppost("check", repository("part,price\n1,2\n"), *JUDGED)
    words = " ".join(run.out.split())
    assert "rows none read: see “Not read”" in words
    assert "Nothing was judged, for there is nothing here to judge: us-ndaa-889." in words
    assert "told of you" not in words
    md = lamppost("check", "data/suppliers.csv", *JUDGED, "--format", "md").out
    assert "Nothing was judged, for there is nothing here to judge: us-ndaa-889." in md
    assert "## Section 889" not in md


def test_the_question_of_a_row_of_unknown_kind_is_what_it_is(lamppost, repository):
    run = lamppost("check", repository("maker\nNobody's Works\nAxis\n"), *JUDGED, "--format", "json")
    asked = {row["question"] for row in json.loads(run.out)["verdicts"] if row["rule"] == "listed-maker"}
    assert asked == {"Write into a column named kind what it is: camera, recorder, router, …"}


def test_verdicts_of_rows_stand_in_the_order_of_the_list(lamppost, repository):
    rows = "".join(f"Axis,,M-{row},camera,\n" for row in range(6))
    run = lamppost("check", repository("maker,brand,model,kind,x\n" + rows), *JUDGED)
    verdicts = run.out.split("\nVerdicts\n")[1]
    found = [verdicts.index(f"M-{row} · camera (data/suppliers.csv:{row + 2})") for row in range(6)]
    assert found == sorted(found)


def test_what_two_rows_of_one_company_share_is_shown_once(lamppost, repository):
    rows = "maker,model,kind\nHikvision,A,camera\nAxis,B,camera\nHikvision,C,camera\n"
    out = " ".join(lamppost("look", repository(rows)).out.split())
    assert out.count("Hikvision is owned by CETHIK Group") == 1
    assert out.count("owners, lists and laws as of data/suppliers.csv:2") == 1
    verbose = " ".join(lamppost("look", "data/suppliers.csv", "-v").out.split())
    assert verbose.count("Hikvision is owned by CETHIK Group") == 2


def test_each_law_over_an_owner_is_named_once_however_it_is_reached(lamppost, repository):
    out = lamppost("look", repository("brand,kind\nEZVIZ,camera\n"), "--as-of", "2026-11-27").out
    laws = " ".join(out.split("   laws  ")[1].split("On laws:")[0].split())
    lines = laws.split(" whom they bind: ")[1:]
    assert len(lines) > 1
    assert {line.count("Cybersecurity Law") for line in lines} == {1}


def test_many_policies_are_named_by_their_ids_and_none_is_cut(lamppost, repository):
    from lamppost.knowledge.loading import load_packs

    ids = sorted(load_packs([]).policies)
    chosen = [word for one in ids for word in ("--policy", one)]
    header = lamppost("check", repository(), *chosen).out.split("Rows of lists")[0]
    assert ", ".join(ids) in " ".join(header.split())


def test_wrong_use_ends_in_2(lamppost, repository):
    assert lamppost("check", repository()).status == 2
    assert lamppost("check", repository(), "--policy", "none").status == 2
    assert lamppost("check", "data/none.csv", *JUDGED).status == 2


def test_a_capture_and_a_list_are_judged_together(lamppost, repository):
    run = lamppost("check", repository(), CAPTURE, *JUDGED)
    assert (run.status, "The list beside the network" in run.out) == (1, True)


def test_a_capture_is_judged_as_well(lamppost):
    assert lamppost("check", CAPTURE, *JUDGED).status == 1


def test_no_cell_of_another_column_is_kept(lamppost, repository):
    repository()
    for to in ("json", "html", "csv", "sarif", "junit", "md", "terminal"):
        run = lamppost("check", "data/suppliers.csv", *JUDGED, "--format", to)
        assert "Hikvision" in run.out
        assert "Anna-iPhone" not in run.out + run.err


def test_an_alert_is_known_again_when_rows_move(lamppost, repository):
    def marks(text):
        run = lamppost("check", repository(text), *JUDGED, "--format", "sarif")
        rows = json.loads(run.out)["runs"][0]["results"]
        return {
            (row["ruleId"], row["partialFingerprints"]["primaryLocationLineHash"]): row["locations"][0][
                "physicalLocation"
            ]["region"]["startLine"]
            for row in rows
        }

    lines = LIST.splitlines(keepends=True)
    before, after = marks(LIST), marks("".join([lines[0], "\n", *reversed(lines[1:])]))
    assert before.keys() == after.keys()
    assert before != after


def test_the_path_is_the_one_in_the_folder_that_is_worked_in(lamppost, repository, tmp_path, monkeypatch):
    path = tmp_path / repository()
    run = lamppost("check", path, *JUDGED, "--format", "sarif")
    places = [row["locations"][0]["physicalLocation"] for row in json.loads(run.out)["runs"][0]["results"]]
    assert {place["artifactLocation"]["uri"] for place in places} == {"data/suppliers.csv"}
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    outside = lamppost("check", path, *JUDGED, "--format", "sarif").out
    assert str(tmp_path) not in outside
    assert '"uri": "suppliers.csv"' in outside


def test_a_row_is_excepted_by_its_id(lamppost, repository, tmp_path):
    found = json.loads(lamppost("check", repository(), *JUDGED, "--format", "json").out)
    failed = next(row for row in found["verdicts"] if row["kind"] == "fail")
    Path("suppressions.toml").write_text(
        f'[[suppression]]\npolicy = "us-ndaa-889"\nrule = "listed-maker"\nasset = "{failed["subject"]}"\n'
        'who = "A. Example"\nwhy = "a waiver"\nuntil = 2027-01-31\n',
        encoding="utf-8",
    )
    run = lamppost("check", "data/suppliers.csv", *JUDGED, "--suppressions", "suppressions.toml")
    assert run.status == 0
    assert "1 verdict suppressed, first until 2027-01-31" in " ".join(run.out.split())


def test_a_result_of_a_list_is_explained_rendered_and_judged_again(lamppost, repository):
    repository()
    run = lamppost("check", "data/suppliers.csv", *JUDGED, "--format", "json")
    Path("r.json").write_text(run.out, encoding="utf-8")
    found = json.loads(run.out)
    said = " ".join(lamppost("explain", "r.json", found["assets"][0]["id"]).out.split())
    assert "the list names the maker “Hikvision” where: line 2 of data/suppliers.csv" in said
    failed = next(row for row in found["verdicts"] if row["kind"] == "fail")
    assert "fail, listed-maker on Hikvision · C-1 · camera" in lamppost("explain", "r.json", failed["id"]).out
    assert "Rows of lists" in lamppost("report", "r.json", "-f", "html").out


def test_the_laws_over_the_makers_of_rows_are_shown_as_those_over_devices_are(lamppost, repository):
    shown = lamppost("look", repository(), "--as-of", "2026-11-27", "-o", "r.json", "-o", "r.html").out
    words = " ".join(shown.split())
    said = "Hikvision (is named as maker) is said to be based in CN, where these laws say whom they bind: "
    assert f"laws {said}Cybersecurity Law (candidate)" in words
    assert words.count("On laws: Each law says itself whom it binds.") == 1
    page = Path("r.html").read_text("utf-8")
    assert said in page
    assert page.count('<h2 id="laws-title">') == 1
    asset = json.loads(Path("r.json").read_text("utf-8"))["assets"][0]
    told = lamppost("explain", "r.json", asset["id"]).out
    assert "Law: Cybersecurity Law, law of CN" in told
    assert "Each law says itself whom it binds" in " ".join(told.split())
    statement = next(link["statement"] for ground in asset["law_grounds"] for link in ground["chain"])
    again = lamppost("explain", "r.json", statement)
    assert f"{statement} stands behind what is said of {asset['id']}" in " ".join(again.out.split())


def test_a_law_that_began_between_two_days_is_a_difference_of_a_list(lamppost, repository):
    days = ("--as-of", "2017-05-31", "--as-of", "2026-11-27")
    found = json.loads(lamppost("diff", repository(), *days, "--json").out)
    assert any(row["about"].startswith("law Cybersecurity Law (CN)") for row in found["changes"])


def test_a_list_and_its_result_say_the_same_on_two_days(lamppost, repository, tmp_path):
    judged = ("--policy", write_policy(tmp_path / "policy"), "--context", write_context(tmp_path / "me.toml"))
    lamppost("check", repository(), *judged, "-o", "r.json", "-q")
    days = ("--as-of", "2018-08-12", "--as-of", "2018-08-13")
    again = json.loads(lamppost("diff", "r.json", *judged[:2], *days, "--json").out)
    fresh = json.loads(lamppost("diff", "data/suppliers.csv", *judged, *days, "--json").out)
    assert again["changes"] == fresh["changes"]
    assert {row["about"] for row in again["changes"]} == {"list NDAA §889", RULE}


def test_a_long_list_has_a_small_result_that_every_command_reads(lamppost, repository):
    rows = "".join(f"{'Hikvision' if row % 2 else 'Axis'},,C-{row},camera,\n" for row in range(400))
    run = lamppost("check", repository(LIST + rows), *JUDGED, "-o", "new.json", "-o", "new.md")
    content = Path("new.json").read_bytes()
    found = json.loads(content)
    assert (found["schema_version"], len(found["assets"]), len(content) < 300_000) == ("4", 402, True)
    assert lamppost("report", "new.json", "-f", "json", *JUDGED[4:]).out.encode() == content
    assert lamppost("report", "new.json", "-f", "md", *JUDGED[4:]).out == Path("new.md").read_text("utf-8")
    assert lamppost("report", "new.json", *JUDGED[4:]).out == run.out
    failed = next(row["id"] for row in found["verdicts"] if row["kind"] == "fail")
    assert "fail, listed-maker on Hikvision" in lamppost("explain", "new.json", failed).out
    again = lamppost("report", "new.json", "-f", "json", "--as-of", "2017-01-01")
    fresh = lamppost("check", "data/suppliers.csv", *JUDGED[:4], "--as-of", "2017-01-01", "--format", "json")
    assert again.out == fresh.out
    lamppost("check", repository(LIST), *JUDGED, "-o", "old.json", "-q")
    pairs = json.loads(lamppost("diff", "old.json", "new.json", "--json").out)["devices"]
    assert sorted(str(pair["how"]) for pair in pairs) == ["None"] * 400 + ["row", "row"]


def test_a_result_of_a_list_without_rows_stays_one_of_a_list(lamppost, repository):
    lamppost("check", repository("maker,model\n"), *JUDGED, "-o", "r.json")
    before = json.loads(Path("r.json").read_text("utf-8"))
    after = json.loads(lamppost("report", "r.json", "-f", "json", "--as-of", "2026-11-27").out)
    assert after == before


def test_two_lists_are_compared_row_by_row(lamppost, repository):
    lamppost("check", repository(), *JUDGED, "-o", "old.json", "-q")
    lamppost("check", repository(LIST.replace("Nobody's Works", "Axis")), *JUDGED, "-o", "new.json", "-q")
    found = json.loads(lamppost("diff", "old.json", "new.json", "--json").out)
    assert sorted(str(pair["how"]) for pair in found["devices"]) == ["None", "None", "row"]
    assert {row["how"] for row in found["changes"] if row["about"] == "row"} == {"appeared", "went"}
