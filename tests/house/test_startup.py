"""Start-up: --help is quick and imports nothing heavy."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

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
    "starlette",
    "uvicorn",
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


NEEDLESS = (
    "lamppost.knowledge.ftm",
    "lamppost.knowledge.updating",
    "lamppost.knowledge.answers.question",
    "lamppost.pipeline.asking",
    "lamppost.pipeline.rejudging",
    "lamppost.report.html",
    "lamppost.web",
    "starlette",
    "uvicorn",
    "jinja2",
    "rich",
    "numba",
    "numpy.random",
    "numpy.fft",
    "numpy.polynomial",
    "numpy.ma",
    "openpyxl",
    "cryptography",
    "yaml",
    "xml.etree",
    "aiooui",
    "asyncio",
    "ssl",
    "importlib.metadata",
    "email",
    "concurrent.futures",
    "logging",
    "tomllib",
    "zipfile",
    "html",
    "cel_expr_python",
    "lamppost.judge",
    "lamppost.knowledge.trust",
    "lamppost.attribute.address_tables.built",
    "lamppost.observe.capture.payloads.snmp",
    "lamppost.observe.capture.payloads.tplink",
)
"""Each costs milliseconds at every start, and stands for a need that the sample looked at has not."""


def test_look_imports_no_export_no_update_and_no_report_that_it_does_not_write(tmp_path):
    code = (
        "import sys\n"
        "sys.argv = ['lamppost', 'look', '--json', 'src/lamppost/samples/made-network.pcap']\n"
        "from lamppost.__main__ import main\n"
        "try: main()\n"
        "except SystemExit as left: assert not left.code\n"
        f"print([name for name in {NEEDLESS!r} if name in sys.modules], file=sys.stderr)"
    )
    for _ in range(2):  # the first compiles the packs, which reads their files
        run = subprocess.run(
            [sys.executable, "-c", code],
            capture_output=True,
            text=True,
            check=True,
            cwd=ROOT,
            env={**os.environ, "XDG_CACHE_HOME": str(tmp_path)},
        )
    assert run.stderr.strip() == "[]"


def test_numpy_starts_one_thread_unless_the_user_says_otherwise():
    code = (
        "import os, sys; sys.argv = ['lamppost', '--help']\n"
        "from lamppost.__main__ import main\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        "print(os.environ['OPENBLAS_NUM_THREADS'], file=sys.stderr)"
    )
    bare = {name: held for name, held in os.environ.items() if name != "OPENBLAS_NUM_THREADS"}
    for given, expected in (({}, "1"), ({"OPENBLAS_NUM_THREADS": "3"}, "3")):
        run = subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, check=True, env={**bare, **given}
        )
        assert run.stderr.strip() == expected


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
        ("serve",),
        ("ask",),
        ("demo",),
        ("doctor",),
    ):
        run = subprocess.run(
            [sys.executable, "-m", "lamppost", *command, "--help"], capture_output=True, text=True, check=True
        )
        assert max(map(len, run.stdout.splitlines())) <= 80
