"""Runs the command line in this process: a line in; status, stdout and stderr out."""

import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

import lamppost as package
from lamppost import pipeline
from lamppost.cli.entry import main


@dataclass(frozen=True)
class Run:
    """What a command left behind."""

    status: int
    out: str
    err: str


@pytest.fixture
def lamppost(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., Run]:
    """The command line."""

    def run(*arguments: object) -> Run:
        monkeypatch.setattr(sys, "argv", ["lamppost", *map(str, arguments)])
        with pytest.raises(SystemExit) as caught:
            main()
        printed = capsys.readouterr()
        return Run(int(caught.value.code or 0), printed.out, printed.err)

    return run


@pytest.fixture(scope="session")
def made():
    """The result of the bundled capture by one policy."""
    samples = Path(package.__file__).parent / "samples"
    question = pipeline.Question(
        as_of=date(2026, 11, 27),
        policies=["us-ndaa-889"],
        context=pipeline.read_context(samples / "made-context.toml"),
        context_name="made-context.toml",
    )
    return pipeline.look([samples / "made-network.pcap"], question)


@pytest.fixture
def saved(made, tmp_path):
    """It, as a file."""
    path = tmp_path / "result.json"
    path.write_text(pipeline.render(made, "json"), encoding="utf-8")
    return path
