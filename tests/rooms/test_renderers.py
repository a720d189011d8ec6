"""Finds every renderer and holds it to its promises."""

import ast
import os
import re
from importlib import import_module
from pathlib import Path

import pytest
from tests.report.columns import acting
from tests.report.made_lists import list_result
from tests.report.made_result import empty_result, known_camera, made_result, quiet_result
from tests.report.made_street import quiet_street_result, street_result
from tests.report.readable import readable
from tests.report.readable import rendered as made_of

import lamppost.report
from lamppost import pipeline

ROOM = Path(lamppost.report.__file__).parent
ABOUT_ONE_FINDING = {"explain", "letter"}
PRINTED = {"pdf"}
"""The page of another renderer, whose lines a browser breaks as its fonts are."""
OF_PLACES = {"csv", "ftm", "md", "ocsf", "terminal", "xlsx"}
"""Those whose rendering of a place is pinned whole."""
SHOWN = {"html", "json", "pdf", "terminal"}
"""What shows the document as it is: the camera of a home that was asked for, in the middle of a wide square."""
ABOUT_OTHER_DOCUMENTS = {"answer", "difference"}
FOLDERS = sorted(
    path.parent for path in ROOM.glob("*/renderer.py") if path.parent.name not in ABOUT_OTHER_DOCUMENTS
)
FORMATS = [path for path in FOLDERS if path.name not in ABOUT_ONE_FINDING]


def renderer(folder):
    return import_module(f"lamppost.report.{folder.name}.renderer")


def rendered(folder):
    if folder.name in ABOUT_ONE_FINDING:
        return renderer(folder).render(quiet_result(), known_camera().id)
    return made_of(quiet_result(), folder.name)


def shown(result, folder):
    return readable(folder.name, made_of(result, folder.name))


def name(folder):
    return folder.name


def test_there_are_renderers():
    assert {path.name for path in FOLDERS} >= {"terminal", "json", "html", "explain"}


@pytest.mark.parametrize("folder", FORMATS, ids=name)
def test_a_renderer_names_its_format_and_the_ending_of_its_files(folder):
    assert folder.name == renderer(folder).FORMAT
    assert renderer(folder).SUFFIX.startswith(".")


def test_the_list_of_formats_is_that_of_the_renderers():
    assert set(pipeline.FORMATS) == {folder.name for folder in FORMATS}
    for one in pipeline.FORMATS.values():
        assert one.suffixes[0] == import_module(f"lamppost.report.{one.name}.renderer").SUFFIX


def test_no_two_renderers_share_an_ending():
    endings = [renderer(folder).SUFFIX for folder in FORMATS]
    assert len(endings) == len(set(endings))


@pytest.mark.parametrize("folder", [one for one in FOLDERS if one.name not in PRINTED], ids=name)
def test_the_rendering_is_the_one_that_a_person_accepted(folder):
    suffix = getattr(renderer(folder), "SUFFIX", ".txt")
    content = rendered(folder)
    is_text = isinstance(content, str)
    golden = folder / (f"expected{suffix}" if is_text else f"expected{suffix}.txt")
    text = readable(folder.name, content)
    if os.environ.get("LAMPPOST_ACCEPT") == "1":
        golden.write_text(text, encoding="utf-8", newline="\n")
    assert golden.is_file(), f"{golden.name} is missing: run make accept and read it"
    assert text == golden.read_text(encoding="utf-8"), "run make accept and read the difference"


@pytest.mark.parametrize("folder", [one for one in FORMATS if one.name in OF_PLACES], ids=name)
def test_the_rendering_of_a_place_is_the_one_that_a_person_accepted(folder):
    content = made_of(quiet_street_result(), folder.name)
    ending = renderer(folder).SUFFIX + ("" if isinstance(content, str) else ".txt")
    golden, text = folder / f"expected-place{ending}", readable(folder.name, content)
    if os.environ.get("LAMPPOST_ACCEPT") == "1":
        golden.write_text(text, encoding="utf-8", newline="\n")
    assert golden.is_file(), f"{golden.name} is missing: run make accept and read it"
    assert text == golden.read_text(encoding="utf-8"), "run make accept and read the difference"


@pytest.mark.parametrize("folder", FORMATS, ids=name)
def test_a_report_of_a_place_names_whom_the_map_is_owed_to_and_what_was_not_seen(folder):
    text = shown(quiet_street_result(), folder)
    for words in ("OpenStreetMap contributors", "ODbL"):
        assert words in text
    assert "no direction is told" in text


@pytest.mark.parametrize("folder", [one for one in FORMATS if one.name not in SHOWN], ids=name)
def test_no_export_holds_the_camera_of_a_home(folder):
    text = shown(quiet_street_result(), folder)
    (home,) = (one for one in quiet_street_result().sites if one.is_home)
    assert home.id not in text
    lat, lon = (re.escape(f"{number}") for number in (home.lat_deg, home.lon_deg))
    assert not re.search(rf"{lat}\D{{1,40}}{lon}|{lon}\D{{1,40}}{lat}", text)


@pytest.mark.parametrize("folder", FORMATS, ids=name)
def test_hostile_values_of_a_map_do_not_act(folder):
    if folder.name in PRINTED:
        return  # the page that it prints is looked at
    text = shown(street_result(), folder)
    assert not acting(text)
    assert folder.name != "html" or "<script" not in text


@pytest.mark.parametrize("folder", FOLDERS, ids=name)
def test_the_same_document_is_rendered_the_same_twice(folder):
    assert rendered(folder) == rendered(folder)


@pytest.mark.parametrize("folder", FORMATS, ids=name)
def test_evidence_that_was_not_read_is_named(folder):
    text = shown(quiet_result(), folder)
    assert "cut.pcap" in text
    assert "the file ends inside a packet" in text


@pytest.mark.parametrize("folder", FORMATS, ids=name)
def test_hostile_values_do_not_act(folder):
    for made in (list_result,) if folder.name in PRINTED else (made_result, list_result):
        text = shown(made(), folder)
        assert not acting(text)
        assert folder.name != "html" or "<script" not in text


@pytest.mark.parametrize("folder", FORMATS, ids=name)
def test_a_document_in_which_nothing_was_found_is_rendered(folder):
    assert shown(empty_result(), folder).endswith("\n")


@pytest.mark.parametrize("folder", FOLDERS, ids=name)
def test_a_renderer_knows_the_document_and_the_wording_and_nothing_else_of_ours(folder):
    wording = tuple(
        f"lamppost.report.{name}"
        for name in [
            "wording",
            "reading",
            "reaching",
            "suppressed",
            "fitting",
            "judged",
            "tables",
            "side_by_side",
            "unlisted",
            "pages",
            "marking",
            "codes",
            "kinds",
            "lettering",
            "amounts",
            "streets",
            "walked",
            "measured",
            "cameras",
        ]
    )
    allowed = ("lamppost.model", *wording, f"lamppost.report.{folder.name}")
    if folder.name in PRINTED:
        allowed += ("lamppost.report.html.renderer",)
    for path in folder.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            modules = []
            if isinstance(node, ast.Import):
                modules = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom):
                modules = [node.module or ""]
                if node.module == "lamppost.report":
                    modules = [f"lamppost.report.{alias.name}" for alias in node.names]
            ours = [module for module in modules if module.split(".")[0] == "lamppost"]
            assert all(module.startswith(allowed) for module in ours), (path.name, ours)
