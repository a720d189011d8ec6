"""What a report is made with is installed with it."""

import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[2]
REPORT = ROOT / "src" / "lamppost" / "report"


def test_every_template_of_a_report_and_what_it_loads_are_installed():
    told = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    patterns = told["tool"]["setuptools"]["package-data"]["lamppost"]
    made = {path for path in REPORT.rglob("*") if path.suffix in (".html", ".css", ".toml")}
    needed = {path for path in made if not path.name.startswith("expected")}
    assert needed
    installed = {path for one in patterns for path in (ROOT / "src" / "lamppost").glob(one)}
    assert needed <= installed
