"""`ask host` of an address: operator first, then registered and located as two things, each with its table and day."""

import json
from importlib import metadata

import pytest


@pytest.fixture
def tables(tmp_path):
    one = tmp_path / "mine.csv"
    one.write_text("prefix,operator,registered_in,located_in\n198.51.100.0/24,Example Cloud,xa,xb\n")
    return one


def sections(run):
    assert run.status == 0, run.err
    return {one["code"]: one for one in json.loads(run.out)["sections"]}


def texts(section):
    return [claim["text"] for claim in section["claims"]]


def test_the_users_table_is_named_with_its_row(lamppost, tables):
    held = sections(lamppost("ask", "host", "198.51.100.7", "--networks", tables, "--json"))
    assert list(held)[:3] == ["operator", "registered_in", "located_in"]
    assert texts(held["operator"]) == [
        "Example Cloud, says table mine.csv, which does not say of which day it is"
    ]
    assert texts(held["registered_in"])[0].startswith("XA, says table mine.csv")
    assert texts(held["located_in"])[0].startswith("XB, says table mine.csv")
    assert held["operator"]["claims"][0]["chain"][0]["locator"] == "row 2"


def test_the_registries_table_says_its_day_and_the_operator_comes_from_the_packs(lamppost):
    held = sections(lamppost("ask", "host", "159.138.0.1", "--json"))
    assert any(text.startswith("Huawei, which operates ") for text in texts(held["operator"]))
    (registered,) = texts(held["registered_in"])
    assert registered.startswith("SG, says table iptocc, of 20"), metadata.version("iptocc")
    assert held["located_in"]["claims"] == []
    assert held["lists"]["title"].startswith("Huawei: ")


def test_an_address_that_nobody_knows_says_so_for_each_question(lamppost):
    held = sections(lamppost("ask", "host", "2001:db8::1", "--json"))
    assert all(not held[code]["claims"] for code in ("operator", "registered_in", "located_in"))
    assert "--networks" in held["registered_in"]["not_held"]


def test_a_name_is_asked_as_before(lamppost):
    run = lamppost("ask", "host", "dev.hik-connect.com", "--json")
    assert "service" in sections(run)
