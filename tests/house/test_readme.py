"""What the README shows is what the product prints."""

from pathlib import Path

from tests.flows.conftest import *  # noqa: F403

ROOT = Path(__file__).resolve().parents[2]


def test_the_readmes_excerpt_is_what_the_demonstration_prints(lamppost, tmp_path):
    run = lamppost("demo", "-o", tmp_path / "report.html")
    assert run.status == 0
    printed = {line.rstrip() for line in run.out.splitlines()}
    blocks = (ROOT / "README.md").read_text(encoding="utf-8").split("```")[1::2]
    excerpt = next(block for block in blocks if "dev-" in block and "made by" in block)
    shown = [
        line.rstrip() for line in excerpt.strip("\n").splitlines() if line.strip() and line.strip() != "…"
    ]
    assert [line for line in shown if line not in printed] == []


def test_every_command_is_in_the_guides_or_the_readme():
    from lamppost.cli.entry import COMMANDS

    text = "".join(
        path.read_text(encoding="utf-8") for path in [ROOT / "README.md", *(ROOT / "docs").rglob("*.md")]
    )
    assert [name for name in COMMANDS if f"lamppost {name}" not in text] == []


def test_the_picture_of_the_report_is_there():
    assert (ROOT / "docs" / "images" / "report.png").stat().st_size > 10_000
