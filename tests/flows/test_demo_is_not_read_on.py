"""Whoever reads the demo's output may stop reading: its files are written all the same."""

import json

from lamppost.cli import demo


def test_the_files_are_written_though_nobody_reads_the_output(lamppost, monkeypatch, tmp_path):
    def gone(_text):
        raise BrokenPipeError

    monkeypatch.setattr(demo, "print_text", gone)
    run = lamppost("demo", "-o", tmp_path / "report.html")
    assert (run.status, run.out) == (0, "")
    assert "wrote" in run.err
    assert "Hikvision" in (tmp_path / "report.html").read_text(encoding="utf-8")
    assert json.loads((tmp_path / demo.RESULT).read_text(encoding="utf-8"))["devices"]
