"""All benches together: each is asked for with options it has, and the page hides nothing that did not run."""

import json
from pathlib import Path

import pytest

import every
import every_plan
from every import Ran, run_all
from every_page import render
from every_plan import BENCHES, Bench

ROOT = Path(__file__).resolve().parents[2]
MACHINE = {
    "system": "Linux",
    "processor": "x86_64",
    "cores": 2,
    "memory_gb": 8.0,
    "python": "3.11",
    "load_before": 0.2,
    "load_after": 1.1,
}


def made(name="made", *, sizes=3):
    return Bench(
        name=name,
        does="A made bench.",
        sizes=tuple((f"{10**at} things", ("--things", str(10**at))) for at in range(sizes)),
        figures=lambda line: {"s": line["s"]},
        cost="s",
        peers=("quick", "absent"),
    )


@pytest.mark.parametrize("bench", BENCHES, ids=lambda bench: bench.name)
def test_a_bench_is_there_and_has_the_options_it_is_run_with(bench):
    text = (ROOT / "bench" / f"{bench.name}.py").read_text("utf-8")
    told = bench.with_pythons("python", "python").sizes
    words = {word for _, options in told for word in options if word.startswith("--")}
    assert [word for word in words if f'"{word}"' not in text] == []


def test_every_bench_that_make_can_run_is_among_them():
    said = {
        path.stem
        for path in (ROOT / "bench").glob("*.py")
        if "last line is JSON" in path.read_text("utf-8")[:400]
    }
    assert said - {"every"} <= {bench.name for bench in BENCHES}


def test_each_bench_is_told_the_pythons_that_it_asks_for_and_no_other():
    asked = {bench.name: bench.with_pythons("/peers", "/spark").sizes[0][1] for bench in BENCHES}
    assert asked["logs"][-4:] == ("--zat-python", "/peers", "--spark-python", "/spark")
    assert asked["capture"][-2:] == ("--nfstream-python", "/peers")
    assert asked["policies"] == {bench.name: bench for bench in BENCHES}["policies"].sizes[0][1]
    assert [bench.with_pythons(None, None) == bench for bench in BENCHES] == [True] * len(BENCHES)


def test_smallest_sizes_run_first_and_what_had_no_time_is_named():
    clock, asked = [0.0], []

    def start(words, allowed_s):
        asked.append((" ".join(words), allowed_s))
        clock[0] += 10.0
        return 0, 'some words\n{"s": 1.5}'

    ran = run_all([made("one"), made("two")], 35.0, start, lambda: clock[0])
    assert [words for words, _ in asked] == [
        "one --things 1",
        "two --things 1",
        "one --things 10",
        "two --things 10",
    ]
    assert [allowed for _, allowed in asked] == [35.0, 25.0, 15.0, 5.0]
    assert [one.why_not for one in ran] == [None] * 4 + ["no time was left"] * 2


def test_a_bench_that_fails_or_takes_too_long_is_named_with_why():
    answers = iter([(1, "Traceback\nTypeError: made"), (None, ""), (0, '{"s": 2.0}')])
    ran = run_all([made()], 100.0, lambda *_: next(answers), lambda: 0.0)
    assert "status 1 and no figures: TypeError: made" in ran[0].why_not
    assert "its time was up" in ran[1].why_not
    page = render(MACHINE, [made()], ran)
    assert page.count("\n* `made`, ") == 2
    assert "TypeError: made" in page


def test_the_page_tells_growth_ratios_and_who_is_missing():
    lines = [
        {"s": 0.5 * 10**at, "ratio": {"quick": 0.25, "slow": 12.0}, "versions": {"slow": "3.1"}}
        for at in range(3)
    ]
    ran = [
        Ran(bench="made", size=f"{10**at} things", seconds=1.0, line=line) for at, line in enumerate(lines)
    ]
    page = render(MACHINE, [made()], ran)
    assert "| 100 things | 50 | 100 |" in page
    assert "| slow 3.1 | 12 | 12 | 12 |" in page
    assert "not beside it: absent." in page
    assert "Other work was on the machine" not in page
    assert "Other work was on the machine" in render(MACHINE | {"load_before": 7.0}, [made()], ran)
    assert "Nothing was left out." in page


def test_figures_are_those_that_benches_print():
    lines = {
        "policies": {"seconds": 0.2, "cpu_s": 0.1},
        "pages": {"ms_p95": 5.0, "first_ms": 50.0, "kb": 200.0},
        "networks": {"lookups_per_s": 2_000_000},
        "streets": {"seconds": {"a.osm.pbf": 2.0}, "cameras_per_s": 100, "peak_mb": 300},
        "expressions": {"us": {"cel-expr-python": {"fail": 1.0, "pass": 2.0, "unknown": 3.0}}},
        "screening": {"queries_per_s": 500, "f1": 0.9, "recall_at_5pct": 0.9},
    }
    for bench in BENCHES:
        if bench.name in lines:
            figures = bench.figures(json.loads(json.dumps(lines[bench.name])))
            assert figures
            assert bench.cost is None or bench.cost in figures


def test_the_bench_of_packs_runs_on_a_few_facts():
    import packs

    found = packs.bench(500)
    shown = next(bench for bench in BENCHES if bench.name == "packs").figures(found)
    assert all(value > 0 for value in shown.values())


def test_the_default_time_is_below_a_quarter_of_an_hour():
    assert every.WITHIN_S < 15 * 60
    assert every_plan.RUN_ONCE[0][1] == ()
