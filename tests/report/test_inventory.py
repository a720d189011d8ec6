"""The inventory: a table for a terminal, rows for a spreadsheet; nobody who is only counted is described."""

import csv
import io

import msgspec
from rich.cells import cell_len
from tests.report.made_devices import FORMULA
from tests.report.made_result import known_camera, made_result, quiet_result

from lamppost.model.result import Model, Note
from lamppost.report.csv.renderer import render as render_csv
from lamppost.report.terminal.renderer import render as render_terminal


def rows(result):
    return list(csv.DictReader(io.StringIO(render_csv(result), newline="")))


def test_each_device_is_one_row_with_maker_builder_model_firmware_and_evidence():
    result = quiet_result()
    held = [row for row in rows(result) if row["row"] == "device"]
    assert [row["id"] for row in held] == [device.id for device in result.devices]
    camera = next(row for row in held if row["id"] == known_camera().id)
    made = known_camera()
    assert camera["maker"] == made.maker.name
    assert camera["maker_status"] == made.maker.status
    assert camera["model"] == made.model.text
    assert camera["first_seen_at"] == made.first_seen_at
    assert "frame" in camera["evidence"]


def test_everything_else_is_a_count():
    result = quiet_result()
    counts = {row["kind"]: row["count"] for row in rows(result) if row["row"] == "count"}
    assert counts["phone"] == str(result.device_counts["phone"])
    for row in rows(result):
        if row["row"] == "count":
            assert not any(row[column] for column in ("id", "mac", "addresses", "first_seen_at", "evidence"))


def test_no_cell_begins_as_a_formula_does():
    camera = msgspec.structs.replace(known_camera(), model=Model(text=FORMULA, chain=[]))
    result = msgspec.structs.replace(made_result(), devices=[camera])
    for row in rows(result):
        assert not any(value.startswith(("=", "+", "-", "@", "\t")) for value in row.values())


def test_what_somebody_read_stands_in_its_row():
    camera = msgspec.structs.replace(
        known_camera(), notes=[Note(kind="label", text="ACME 5", seen_on="2026-11-20")]
    )
    row = rows(msgspec.structs.replace(quiet_result(), devices=[camera]))[0]
    assert row["note"] == "label read on 2026-11-20: ACME 5"


def test_the_table_holds_every_device_and_no_line_is_too_wide():
    for width in (40, 80, 100):
        text = render_terminal(made_result(), width=width, inventory=True)
        assert all(cell_len(line) <= width for line in text.splitlines())
    text = render_terminal(quiet_result(), inventory=True)
    for device in quiet_result().devices:
        assert (device.addresses[0] if device.addresses else device.mac) in text
        assert device.id in text
    assert "Outside the light" in text


def test_a_narrow_terminal_still_says_who_made_each_device_and_by_what():
    result = quiet_result()
    text = " ".join(render_terminal(result, width=40, inventory=True).split())
    for device in result.devices:
        maker = f"{device.maker.name} ({device.maker.status})" if device.maker else "maker unknown"
        assert maker in text
        assert device.model is None or device.model.text in text
        assert f"MAC {device.mac}" in text


def test_no_part_of_a_cell_becomes_a_formula_where_a_spreadsheet_splits_at_semicolons():
    for text in ("5;=cmd|'/C calc'!A0", "5; +1", "5\t@SUM(A1)", "\uff1d1+1", "5;\uff1d1+1"):
        camera = msgspec.structs.replace(
            known_camera(),
            model=Model(text=text, chain=[]),
            notes=[Note(kind="label", text=text, seen_on="2026-11-20")],
        )
        line = render_csv(msgspec.structs.replace(quiet_result(), devices=[camera])).splitlines()[1]
        parts = [part.strip(' "') for cell in line.split(",") for part in cell.split(";")]
        assert not any(part.startswith(("=", "+", "@", "\uff1d")) for part in parts), text


def test_kinds_and_long_addresses_are_shown_whole_at_eighty_columns():
    terminal = msgspec.structs.replace(
        known_camera(), kind="access_terminal", addresses=["2001:db8:1234:5678:9abc:def0:1234:5678"]
    )
    text = render_terminal(msgspec.structs.replace(quiet_result(), devices=[terminal]), inventory=True)
    assert "Access terminal" in text
    assert "2001:db8:1234:5678:9abc:def0:1234:5678" in text
