"""Start-up: --help is quick and imports nothing heavy."""

import subprocess
import sys

HEAVY = (
    "numba",
    "numpy",
    "duckdb",
    "yaml",
    "msgspec",
    "jinja2",
    "rich",
    "cel_expr_python",
    "aiooui",
    "iptocc",
    "openpyxl",
    "http.client",
    "ssl",
    "asyncio",
)


def test_help_imports_no_engine():
    code = (
        "import sys; sys.argv = ['lamppost', '--help']\n"
        "from lamppost.__main__ import main\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        f"print([name for name in {HEAVY!r} if name in sys.modules], file=sys.stderr)"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stderr.strip() == "[]"
    assert "look" in run.stdout


def test_help_takes_less_than_three_tenths_of_a_second_of_cpu():
    import resource

    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, "-m", "lamppost", "--help"], capture_output=True, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime < 0.3


def test_help_fits_80_columns():
    for command in (
        (),
        ("look",),
        ("explain",),
        ("report",),
        ("packs",),
        ("packs", "check"),
        ("packs", "export"),
        ("packs", "update"),
        ("packs", "sign"),
        ("packs", "trust"),
        ("diff",),
        ("ask",),
        ("demo",),
    ):
        run = subprocess.run(
            [sys.executable, "-m", "lamppost", *command, "--help"], capture_output=True, text=True, check=True
        )
        assert max(map(len, run.stdout.splitlines())) <= 80
