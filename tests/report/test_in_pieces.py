"""Long reports are written some letters at a time: together they are the report."""

import pytest
from tests.report.made_result import made_result
from tests.report.readable import rendered

from lamppost import pipeline
from lamppost.cli import output
from lamppost.cli.output import write_file
from lamppost.report.json import renderer as json_renderer


@pytest.mark.parametrize("piece", [1, 2, 3, 1000])
def test_a_piece_of_json_may_end_inside_a_letter(monkeypatch, piece):
    whole = json_renderer.render(made_result())
    assert not whole.isascii()
    monkeypatch.setattr(json_renderer, "_PIECE", piece)
    assert "".join(json_renderer.pieces(made_result())) == whole


@pytest.mark.parametrize("form", [one.name for one in pipeline.FORMATS.values() if not one.needs])
def test_a_file_holds_the_report_in_whatever_pieces_it_was_written(monkeypatch, tmp_path, form):
    whole = rendered(made_result(), form)
    for piece in (7, 1 << 20):
        monkeypatch.setattr(output, "_PIECE", piece)
        write_file(tmp_path / "report", pipeline.render_pieces(made_result(), form))
        assert (tmp_path / "report").read_bytes() == (whole.encode() if isinstance(whole, str) else whole)


def test_a_report_that_fails_on_the_way_leaves_the_file_as_it_was(tmp_path):
    def failing():
        yield "half"
        raise ValueError

    path = tmp_path / "report"
    path.write_text("as it was")
    with pytest.raises(ValueError, match=r"^$"):
        write_file(path, failing())
    assert path.read_text() == "as it was"
    assert [one.name for one in tmp_path.iterdir()] == ["report"]
