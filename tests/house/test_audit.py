"""An audit says what was found, and never takes silence for an answer."""

import contextlib
import json
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tools.releasing.advisories import AdvisoryError, is_affected, search
from tools.releasing.audit import audit_offline, audit_online

PINS = {"made-package": "1.4.2", "other": "2.10"}


def record(name="Made_Package", number="MADE-1", ecosystem="PyPI", **about):
    events = [{"introduced": "0"}, {"fixed": "1.5"}]
    held = {
        "package": {"name": name, "ecosystem": ecosystem},
        "ranges": [{"type": "ECOSYSTEM", "events": events}],
    }
    return {"id": number, "modified": "2026-11-20T00:00:00Z", "summary": "made", "affected": [held | about]}


def written(folder, *records):
    folder.mkdir(exist_ok=True)
    for one in records:
        (folder / f"{one['id']}.json").write_text(json.dumps(one))
    return folder


def test_a_pin_that_an_advisory_names_is_found_with_what_mends_it(tmp_path):
    status, lines = audit_offline(written(tmp_path / "db", record(), record("third", "MADE-2")), PINS)
    assert status == 1
    assert lines[0] == "made-package 1.4.2: MADE-1: made; fixed in 1.5"
    assert "2 advisories, the newest of 2026-11-20" in lines[1]


def test_what_is_not_named_is_said_with_how_much_was_looked_through(tmp_path):
    status, lines = audit_offline(written(tmp_path / "db", record("third")), PINS)
    assert status == 0
    assert lines == [
        "none of 2 pins is named by 1 advisories, the newest of 2026-11-20; what was published since is not known here"
    ]


@pytest.mark.parametrize("about", [{"ecosystem": "npm"}, None])
def test_a_folder_without_advisories_on_python_is_no_audit(tmp_path, about):
    folder = written(tmp_path / "db", *([record(**about)] if about else []))
    status, lines = audit_offline(folder, PINS)
    assert status == 2
    assert lines[0].startswith("not audited: ")


def test_a_missing_or_broken_database_is_no_audit(tmp_path):
    assert audit_offline(tmp_path / "none", PINS)[0] == 2
    (tmp_path / "broken.json").write_text("{")
    assert audit_offline(tmp_path / "broken.json", PINS)[0] == 2


def test_withdrawn_advisories_do_not_count(tmp_path):
    folder = written(
        tmp_path / "db", record() | {"withdrawn": "2026-11-21T00:00:00Z"}, record("third", "MADE-2")
    )
    assert search(folder, PINS).found == ()


def test_yaml_and_zip_are_read_as_they_are_published(tmp_path):
    path = tmp_path / "PYSEC-0000-1.yaml"
    path.write_text(
        "id: PYSEC-0000-1\ndetails: made\nwithdrawn: null\naffected:\n- package: {name: other, ecosystem: PyPI}\n"
        "  versions:\n  - 2.1\n  - 2.10\naliases: [CVE-0000-1]\nmodified: 2026-11-20T00:00:00Z\n"
    )
    (hit,) = search(path, PINS).found
    assert (hit.name, hit.advisory, hit.aliases, hit.fixed_in) == (
        "other",
        "PYSEC-0000-1",
        ("CVE-0000-1",),
        (),
    )
    assert search(path, {"other": "2.1.0"}).found
    assert not search(path, {"other": "2.2"}).found
    with zipfile.ZipFile(tmp_path / "all.zip", "w") as packed:
        packed.writestr("MADE-1.json", json.dumps(record()))
    assert [one.advisory for one in search(tmp_path / "all.zip", PINS).found] == ["MADE-1"]


EVENTS = st.lists(
    st.tuples(st.just("introduced"), st.integers(0, 9))  # 0 stands for before every version
    | st.tuples(st.sampled_from(["fixed", "last_affected", "limit"]), st.integers(1, 9)),
    max_size=6,
)


@given(version=st.integers(1, 9), events=EVENTS, listed=st.lists(st.integers(1, 9), max_size=2))
def test_a_range_is_evaluated_as_the_format_says(version, events, listed):
    told = [{kind: str(number)} for kind, number in events]

    def before_limits():
        limits = [number for kind, number in events if kind == "limit"]
        return not limits or any(version < number for number in limits)

    def in_range():
        vulnerable = False
        for kind, number in sorted(events, key=lambda event: (event[1], event[0] != "fixed")):
            if kind == "introduced" and version >= number:
                vulnerable = True
            elif (kind == "fixed" and version >= number) or (kind == "last_affected" and version > number):
                vulnerable = False
        return vulnerable

    about = {"versions": [str(one) for one in listed], "ranges": [{"type": "ECOSYSTEM", "events": told}]}
    assert is_affected(str(version), about) == (version in listed or (before_limits() and in_range()))


JSON = st.recursive(st.none() | st.integers() | st.text(max_size=5), lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["package", "name", "ecosystem", "ranges", "events", "versions", "introduced"]), inner, max_size=4))  # fmt: skip


@given(affected=JSON)
def test_a_record_of_any_shape_is_read_or_refused(tmp_path_factory, affected):
    path = tmp_path_factory.mktemp("db") / "one.json"
    path.write_text(json.dumps({"id": "MADE-9", "affected": affected}))
    with contextlib.suppress(AdvisoryError):
        search(path, PINS)


def answer(*told):
    return lambda _file, _service: json.dumps({"dependencies": list(told)})


def test_a_service_that_knows_no_package_has_audited_nothing():
    skipped = {
        "name": "click",
        "skip_reason": "Dependency not found on PyPI and could not be audited: click (8.5.1)",
    }
    known = {"name": "rich", "version": "15.0.0", "vulns": []}
    for told in ([skipped], [skipped, known], []):
        status, lines = audit_online([Path("constraints.txt")], "pypi", answer(*told))
        assert status == 2, told
        assert "not audited" in lines[-1]
    status, lines = audit_online([Path("constraints.txt")], "pypi", answer(known))
    assert (status, lines) == (0, ["constraints.txt: 0 found among 1 pins, asked of pypi"])


def test_what_was_found_counts_more_than_what_was_not_asked():
    hole = {"id": "MADE-1", "aliases": ["CVE-0000-1"], "fix_versions": ["2.0"]}
    told = [{"name": "rich", "version": "1.0", "vulns": [hole]}, {"name": "click", "skip_reason": "made"}]
    status, lines = audit_online([Path("constraints.txt")], "osv", answer(*told))
    assert status == 1
    assert lines[0] == "rich 1.0: MADE-1 (CVE-0000-1): fixed in 2.0"


def test_a_service_that_cannot_be_reached_has_audited_nothing():
    def refuse(_file, _service):
        raise OSError("no connection")

    assert audit_online([Path("constraints.txt")], "osv", refuse) == (
        2,
        ["constraints.txt: not audited: no connection"],
    )
