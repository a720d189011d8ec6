"""The published schema of FollowTheMoney accepts every entity that goes out; its own library is the judge."""

import atexit
import json
import os
import select
import subprocess
import sys
import tempfile
from datetime import date
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.knowledge.made_ftm_packs import brand, entry, listed, made_packs, organisation, source, statement
from tests.knowledge.test_ftm import HOSTILE, TEXTS

from lamppost.knowledge.ftm.export import export
from lamppost.knowledge.loading import load_packs
from lamppost.model.followthemoney import COUNTRIES

JUDGE = Path(__file__).with_name("ftm_judge.py")
PYTHON = os.environ.get("LAMPPOST_FTM_PYTHON", sys.executable)
"""Another Python may hold the library: the one of these tests need not."""


MOST_S = 120
"""How long an answer may take."""


@cache
def running():
    """The judge, once for all that is asked; None where the library is not installed."""
    errors = tempfile.TemporaryFile()  # noqa: SIM115 - held as long as the process
    streams = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": errors}
    process = subprocess.Popen([PYTHON, str(JUDGE)], **streams)
    atexit.register(process.wait)
    atexit.register(process.kill)
    process.errors = errors
    return process if process.stdout.readline() == b"ready\n" else None


def asked(process, question):
    """What the judge answers."""
    process.stdin.write(json.dumps(question).encode() + b"\n")
    process.stdin.flush()
    heard = b""
    while not heard.endswith(b"\n"):
        assert select.select([process.stdout], [], [], MOST_S)[0], "no answer"
        more = process.stdout.read1(1 << 20)
        assert more, process.errors.seek(0) or process.errors.read().decode()
        heard += more
    return json.loads(heard)


@pytest.fixture(scope="session")
def judge():
    """Says what the schema has against JSON lines; skips where the library is not installed."""
    process = running()
    if process is None:
        if os.environ.get("LAMPPOST_REQUIRE_FTM"):
            pytest.fail("followthemoney is missing: make setup-ftm")
        pytest.skip("needs followthemoney, an optional extra: make setup-ftm")

    def problems(text, countries=None):
        lines = text.split("\n")
        assert lines.pop() == "", "each line has its end"
        n_judged, found = asked(process, [[json.loads(line) for line in lines], countries])
        assert n_judged == len(lines)
        return found

    return problems


@pytest.mark.parametrize("as_of", [None, date(2019, 10, 9), date(2026, 11, 23)])
def test_the_schema_accepts_every_entity_of_the_shipped_packs(judge, as_of):
    assert judge(export(load_packs(), as_of).text, list(COUNTRIES)) == []


BROKEN = {
    "schema": lambda one: one | {"schema": "Interest"},
    "id": lambda one: one | {"id": "lamppost/1"},
    "property": lambda one: _with(one, shareholder=["x"]),
    "required": lambda one: _with(one, asset=[]),
    "end": lambda one: _with(one, owner=["lamppost-organisation-nobody"]),
    "range": lambda one: _with(one, asset=["lamppost-organisation-state-cn"]),
    "date": lambda one: _with(one, startDate=["last year"]),
    "clean": lambda one: _with(one, sourceUrl=["https://example.net"]),
    "long": lambda one: _with(one, publisher=["x" * 2000]),
}


def _with(one, **properties):
    return one | {"properties": one["properties"] | properties}


@cache
def said_of_one_maker():
    """A shipped maker, its owners and what ties them."""
    wanted = ("-hikvision", "-cethik", "-state-cn", "-hikvision-owner-5")
    lines = export(load_packs(), None).text.splitlines()
    return [one for one in map(json.loads, lines) if one["id"].endswith(wanted) and "-list" not in one["id"]]


@pytest.mark.parametrize("kind", BROKEN)
def test_the_judge_finds_what_is_broken(judge, kind):
    found = list(said_of_one_maker())
    assert judge("".join(json.dumps(one) + "\n" for one in found)) == []
    at = next(at for at, one in enumerate(found) if one["id"] == "lamppost-statement-hikvision-owner-5")
    found[at] = BROKEN[kind](found[at])
    assert judge("".join(json.dumps(one) + "\n" for one in found))


CODES = st.sampled_from(["cn", "us", "uk", "eu", "xx", "zz", "su", "an", "xk"])
URLS = TEXTS | TEXTS.map("https://example.net/{}".format) | TEXTS.map("https://{}".format)
ROWS = st.tuples(TEXTS, TEXTS, URLS, CODES, st.dates(), st.floats(1e-9, 1))


@settings(max_examples=4)
@given(st.lists(ROWS, min_size=20, max_size=40))
def test_the_schema_accepts_whatever_strangers_write_into_packs(judge, rows):
    organisations, brands, entries = [], [], []
    for at, (first, second, url, code, day, share) in enumerate(
        [*rows, (HOSTILE, HOSTILE, HOSTILE, "cn", date.min, 0.5)]
    ):
        said = {
            "source": source(title=first, publisher=second, url=url, locator=first, retrieved=day),
            "original": second,
        }
        organisations.append(
            organisation(
                f"made-{at}",
                statement(f"n-{at}", "legal_name", first, valid_to=day if at % 2 else None, **said),
                statement(f"a-{at}", "other_name", second, **said),
                statement(f"c-{at}", "registered_in", code, **said),
                statement(f"o-{at}", "owner", f"made-{at // 2}", share=share, valid_from=day, **said),
                statement(f"w-{at}", "owner", first, share=share, disputed_by=[f"o-{at}"], **said),
                name=second,
            )
        )
        brands.append(
            brand(
                f"mark-{at}",
                statement(f"b-{at}", "sold_by", f"made-{at}", product_line=first, **said),
                name=first,
            )
        )
        tied = f"made-{at}" if at % 2 else None
        entries.append(
            entry(
                f"e-{at}",
                first,
                tied,
                source_url=url,
                original=second,
                scope=second,
                listed_on=day,
                removed_on=day,
            )
        )
    made = made_packs(organisations, brands, [listed("us-entity-list", *entries)])
    assert judge(export(made, None).text) == []
