"""What the packs say, on any day; and that not held is an answer."""

import json
import os
import resource
import subprocess
import sys

import pytest


def text(run):
    assert run.status == 0
    return " ".join(run.out.split())


@pytest.mark.parametrize("name", ["hikvision", "flock-safety", "axis", "nec", "motorola-solutions"])
def test_makers_of_every_country_are_answered_in_the_same_sections(lamppost, name):
    answer = json.loads(lamppost("ask", "company", name, "--json").out)
    codes = [section["code"] for section in answer["sections"]]
    assert codes == [
        "names",
        "countries",
        "owners",
        "owns",
        "brands",
        "lists",
        "hosts",
        "deployments",
        "history",
        "corrections",
    ]


def test_every_claim_of_a_company_that_is_a_statement_has_its_source_and_id(lamppost):
    answer = json.loads(lamppost("ask", "company", "hikvision", "--json").out)
    links = [link for section in answer["sections"] for claim in section["claims"] for link in claim["chain"]]
    assert links
    assert all(link["statement"] and link["url"].startswith("http") and link["day"] for link in links)


@pytest.mark.parametrize(
    ("day", "listed"), [("2019-10-08", False), ("2019-10-09", True), ("2019-10-10", True)]
)
def test_a_listing_answers_from_its_day_on(lamppost, day, listed):
    said = text(lamppost("ask", "company", "hikvision", "--as-of", day))
    assert ("is on Entity List (2019-10-09)" in said) is listed
    assert ("not yet: from 2019-10-09" in said) is not listed


def test_not_listed_is_said_only_of_a_list_held_whole(lamppost):
    said = text(lamppost("ask", "company", "axis"))
    whole, part = said.split("is not named on what is held whole for this day: ")[1].split(
        "cannot tell for lists"
    )
    assert "NDAA §889" in whole
    assert "Entity List" in part


def test_nothing_held_is_an_answer_with_names_that_look_alike(lamppost):
    run = lamppost("ask", "company", "Hikvision Farming")
    assert "not held" in text(run).lower()
    assert "Hikvision" in run.out


@pytest.mark.parametrize(
    "line",
    [
        ("brand", "ezviz"), ("host", "a.b.hik-connect.com"), ("mac", "44:19:b6:00:53:01"), ("list", "us-ndaa-889"),
        ("country", "RS"), ("country", "Serbia"), ("figures",),
    ],
)  # fmt: skip
def test_every_subject_is_answered_within_80_columns(lamppost, line):
    run = lamppost("ask", *line)
    assert run.status == 0
    assert max(map(len, run.out.splitlines())) <= 80


def test_a_country_is_the_same_by_code_and_by_name(lamppost):
    by_code, by_name = (
        json.loads(lamppost("ask", "country", name, "--json").out) for name in ("rs", "Serbia")
    )
    assert by_code["sections"] == by_name["sections"]


def test_a_mac_that_is_none_and_a_question_without_a_name_are_refused(lamppost):
    assert lamppost("ask", "mac", "hello").status == 2
    assert lamppost("ask", "company").status == 2


def test_published_figures_are_live_queries(lamppost):
    said = text(lamppost("ask", "figures", "-v"))
    for words in (
        "reproduced: 75 countries",
        "reproduced: 63 countries",
        "the 63 include China itself and the United States",
        "reproduced: 36 of 63",
        "Huawei 49",
        "reproduced: 56 countries",
        "reproduced: 64 countries",
        "differs: 53 countries ticked in the table, published as 52",
        "reproduced as a stated count: 28 stated, 11 of the names held",
    ):
        assert words in said
    before = text(lamppost("ask", "figures", "--as-of", "2019-10-08"))
    assert "nobody of the batch was listed on this day" in before


def test_every_published_claim_gets_an_answer(lamppost, data):
    import csv

    answer = json.loads(lamppost("ask", "figures", "--json").out)
    held = {section["code"] for section in answer["sections"]}
    with (data / "headline-sources" / "claims.csv").open() as file:
        assert {row["id"] for row in csv.DictReader(file)} <= held
    states = ("reproduced", "differs", "cannot be checked")
    assert all(section["claims"][0]["text"].startswith(states) for section in answer["sections"])


def test_asking_costs_less_than_half_a_second_of_cpu_after_the_first_run(tmp_path):
    line = [sys.executable, "-m", "lamppost", "ask", "company", "hikvision"]
    environment = os.environ | {"XDG_CACHE_HOME": str(tmp_path)}
    spent = []
    for _ in range(4):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run(line, capture_output=True, check=True, env=environment)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        spent.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    assert min(spent[1:]) < 0.5


def test_a_name_that_stands_on_a_list_alone_is_found_there_and_a_removal_holds(lamppost):
    assert "is not on Entity List on this day (until 2024-10-21)" in text(
        lamppost("ask", "company", "Sandvine")
    )
    assert "Canada, Hikvision order" in text(lamppost("ask", "company", "Hikvision Canada"))
    on_list = json.loads(lamppost("ask", "list", "us-entity-list", "--as-of", "2024-10-22", "--json").out)
    named = next(section for section in on_list["sections"] if section["code"] == "on")
    assert not [claim for claim in named["claims"] if "Sandvine" in claim["text"]]


def test_the_table_of_supplies_is_exported_and_compared(lamppost):
    rows = lamppost(
        "ask", "country", "--table", "--edition", "aigs-2019", "--supplier", "huawei"
    ).out.splitlines()
    assert len(rows) == 50
    found = json.loads(
        lamppost(
            "ask",
            "country",
            "--table",
            "--edition",
            "aigs-2019",
            "--edition",
            "aigs-2022",
            "--between",
            "editions",
            "--json",
        ).out
    )
    assert {row["held_by"] for row in found} == {"both", "aigs-2019", "aigs-2022"}
    assert lamppost("ask", "country", "--table", "--between", "editions").status == 2
    assert lamppost("ask", "company", "axis", "--table").status == 2


def test_a_law_is_found_by_the_name_that_people_use(lamppost):
    assert (
        "Investigatory Powers Act"
        in lamppost("ask", "law", "Investigatory Powers Act 2016").out.splitlines()[0]
    )
    assert "matched" not in lamppost("ask", "law", "Investigatory Powers Act 2016").out
