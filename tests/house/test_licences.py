"""Everything that is installed or shipped has a licence that is known to fit, and credit is given where it is due."""

import tomllib
from email.message import Message
from pathlib import Path

import pytest
from tests.flows.conftest import *  # noqa: F403
from tools.releasing import licences
from tools.releasing.installed import NotInstalledError, Package, read_pins, runtime
from tools.releasing.licences import Licence, credits_file, fits, licence_of, misfits, page, spdx

ROOT = Path(__file__).resolve().parents[2]
BSD_TEXT = "Redistribution and use in source and binary forms …"
THIRD_CLAUSE = "Neither the name of the copyright holder nor …"


def described(*texts, **told):
    message = Message()
    for name, values in told.items():
        for value in values if isinstance(values, list) else [values]:
            message[name.replace("_", "-")] = value
    return Package(
        name="made", version="1", needs=(), told=message, licence_texts=texts, scripts=(), libraries=()
    )


@pytest.fixture(scope="module")
def pinned():
    """What is pinned, if that is what is installed."""
    try:
        return runtime(ROOT)
    except NotInstalledError as error:
        pytest.skip(f"{error}, so that nothing can be said of what is pinned")


def test_every_package_at_run_time_and_all_data_have_a_licence_that_fits(pinned):
    assert {"numpy", "click", "urllib3"} <= {one.name for one in pinned}
    assert misfits(ROOT) == []


def test_the_page_of_licences_and_the_credits_are_those_of_today(pinned):
    assert (ROOT / licences.CREDITS).read_text("utf-8") == credits_file(ROOT)
    assert (ROOT / licences.PAGE).read_text("utf-8") == page(ROOT)


def test_credit_is_given_in_the_words_of_packs_list(lamppost):
    printed = " ".join(lamppost("packs", "list").out.split())
    _, due = printed.split("Credits due", 1)
    given = [
        line[2:]
        for line in credits_file(ROOT).splitlines()
        if line.startswith("* ") and "LICENSE" not in line
    ]
    assert len(given) >= 7
    assert [line for line in given if line not in due] == []


def test_the_wheel_names_each_licence_of_what_is_in_it():
    told = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["license"]
    packs, held = licences.shipped_packs(ROOT)
    assert set(told.split(" AND ")) == {licence for _, _, licence in licences.pack_licences(packs, held)}


def test_a_licence_that_nobody_looked_at_does_not_fit():
    for unknown in (
        None,
        "GPL-3.0-only",
        "AGPL-3.0-or-later",
        "LicenseRef-Own",
        "MIT AND GPL-2.0-only",
        "(MIT",
        "MIT OR",
    ):
        assert not fits(unknown), unknown
    for known in (
        "MIT",
        "MIT OR GPL-2.0-only",
        "(MIT OR GPL-2.0-only) AND BSD-3-Clause",
        "MIT AND Apache-2.0 WITH LLVM-exception",
    ):
        assert fits(known), known
    assert not fits("GPL-2.0-only WITH Classpath-exception-2.0")


def test_a_licence_is_read_where_the_package_tells_it():
    osi = "License :: OSI Approved :: "
    assert licence_of(described(License_Expression="mit OR apache-2.0")) == Licence(
        "MIT OR Apache-2.0", "expression"
    )
    assert licence_of(described(License="Apache License 2.0")) == Licence("Apache-2.0", "License field")
    assert licence_of(described(License="see file", Classifier=[f"{osi}MIT License"])) == Licence(
        "MIT", "classifier"
    )
    bare = f"{osi}BSD License"
    assert licence_of(described(BSD_TEXT, Classifier=[bare])) == Licence("BSD-2-Clause", "text")
    assert licence_of(described(BSD_TEXT + THIRD_CLAUSE, License="BSD")) == Licence("BSD-3-Clause", "text")
    assert licence_of(described(Classifier=[bare])) == Licence(None, "nothing")
    assert licence_of(described(License="free as in beer")) == Licence(None, "nothing")
    assert licence_of(described()) == Licence(None, "nothing")


def test_words_that_name_no_licence_for_sure_name_none():
    assert spdx("Apache") is None
    assert spdx("") is None
    assert spdx("MIT") == "MIT"


def test_pins_carry_every_hash():
    pins = read_pins(ROOT / "constraints.txt")
    assert all(pin.hashes for pin in pins.values())
    assert sum(len(pin.hashes) for pin in pins.values()) == (ROOT / "constraints.txt").read_text().count(
        "--hash=sha256:"
    )
