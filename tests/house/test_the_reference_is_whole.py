"""Every command, option, rule, format, column, field, setting and pack is on the site; looked for in what they are made of, not in what makes the pages."""

import json
import re
import subprocess
import sys
from datetime import date
from functools import cache
from pathlib import Path

import click
import pytest
import yaml

from docs_site import checking, navigation, pages
from docs_site.marking import anchor, code, table, words
from lamppost import pipeline
from lamppost.cli.entry import COMMANDS, cli
from lamppost.model.settings import SETTINGS
from lamppost.observe.flow_table.headings import HEADINGS
from lamppost.report.csv.renderer import COLUMNS, OF_PLACES
from lamppost.report.formats import FORMATS
from lamppost.report.sqlite.views import VIEWS
from lamppost.report.tables.every import TABLES
from make_docs import write_pages

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "lamppost"
LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^)\s]+)\)")


@cache
def made():
    return pages.made()


@cache
def everything():
    return {
        name: path.read_text("utf-8") for name, path in pages.written().items() if name.endswith(".md")
    } | made()


def lacking(page, wanted):
    """What a page does not name as code."""
    return [one for one in wanted if f"`{one}`" not in made()[page]]


def leaves(command, name):
    yield name, command
    for below, one in getattr(command, "commands", {}).items():
        yield from leaves(one, f"{name} {below}")


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_is_there_with_every_option(name):
    top = click.Context(cli)
    for full, command in leaves(cli.get_command(top, name), name):
        page = f"reference/commands/{full.replace(' ', '-')}.md"
        context = click.Context(command)
        options = [one for one in command.get_params(context) if isinstance(one, click.Option)]
        assert lacking(page, [text for one in options for text in (*one.opts, *one.secondary_opts)]) == []
        assert f"`lamppost {full}`" in made()["reference/commands/index.md"]


def test_every_option_of_a_help_text_is_there():
    told = subprocess.run(
        [sys.executable, "-m", "lamppost", "look", "--help"], capture_output=True, text=True, check=True
    )
    options = re.findall(r"^  (?:-\w, )?(--[a-z-]+)", told.stdout, re.MULTILINE)
    assert len(options) > 20
    assert lacking("reference/commands/look.md", options) == []


@pytest.mark.parametrize(
    "folder", sorted((SOURCE / "packs" / "policies").glob("*/")), ids=lambda path: path.name
)
def test_every_rule_is_there_with_its_text_and_its_cases(folder):
    if not folder.is_dir():
        pytest.skip("the manifest of the pack")
    text = made()[f"reference/rules/{folder.name}.md"]
    policy = yaml.safe_load((folder / "policy.yml").read_text("utf-8"))
    cases = [
        case
        for path in folder.glob("cases*.yml")
        for case in yaml.safe_load(path.read_text("utf-8"))["cases"]
    ]
    for rule in policy["rules"]:
        assert f"{{ #{rule['id']} }}" in text
        laws = [rule["law"], *(one["law"] for one in rule.get("exemptions", ()))]
        assert [law["citation"] for law in laws if words(law["citation"]) not in text] == []
        assert [law["url"] for law in laws if law["url"] not in text] == []
        assert f"[`{rule['id']}`]({folder.name}.md#{rule['id']})" in made()["reference/rules/index.md"]
    assert [case["id"] for case in cases if f"`{case['id']}`" not in text] == []
    assert [one["key"] for one in policy.get("questions", ()) if f"`{one['key']}`" not in text] == []


def test_every_format_that_is_read_is_there():
    folders = {path.parent.name for path in (SOURCE / "observe").glob("*/reader.py")}
    assert lacking("reference/formats-read.md", folders) == []
    assert all(f"{{ #{one} }}" in made()["reference/formats-read.md"] for one in folders)


def test_every_format_that_is_written_is_there():
    wanted = [text for one in FORMATS.values() for text in (one.name, *one.suffixes)]
    assert lacking("reference/formats-written.md", wanted) == []


def test_every_column_is_there():
    wanted = {*COLUMNS, *OF_PLACES, *HEADINGS, *VIEWS, *(one for names in HEADINGS.values() for one in names)}
    wanted |= {name for one in TABLES for name in (one.name, *(column.name for column in one.columns))}
    assert lacking("reference/columns.md", wanted) == []


def test_every_column_of_a_copy_is_there(tmp_path):
    from lamppost.report.annotated.columns import Beside

    source = tmp_path / "list.csv"
    source.write_text("maker,kind\nAxis,camera\n", "utf-8")
    question = pipeline.Question(as_of=date(2026, 11, 27), policies=["us-ndaa-889"])
    headings = Beside(pipeline.look([source], question)).headings
    told = [
        one.partition(": ")[2].replace("2026-11-27", "DAY").replace("us-ndaa-889", "POLICY")
        for one in headings
    ]
    assert lacking("reference/columns.md", told) == []


@pytest.mark.parametrize("name", ["result", "result-shared"])
def test_every_field_of_a_document_is_there(name):
    page = {"result": "reference/result-document.md", "result-shared": "reference/shared-document.md"}[name]
    schema = json.loads((SOURCE / "packs" / "schema" / f"{name}.schema.json").read_text("utf-8"))
    sections = dict(
        re.findall(r"^## (\w+) \{[^}]*\}\n(.*?)(?=^## |\Z)", made()[page], re.MULTILINE | re.DOTALL)
    )
    assert set(schema["$defs"]) == set(sections)
    missing = [
        (kind, field)
        for kind, held in schema["$defs"].items()
        for field in held.get("properties", ())
        if f"| `{field}`" not in sections[kind]
    ]
    assert missing == []


def test_every_file_of_packs_is_there_with_every_field():
    text = made()["reference/pack-files.md"]
    for path in (SOURCE / "packs" / "schema").glob("*.schema.json"):
        name = path.name.removesuffix(".schema.json")
        if not name.startswith("result"):
            assert f"{{ #file-{name} }}" in text
            fields = {
                one
                for held in json.loads(path.read_text("utf-8"))["$defs"].values()
                for one in held.get("properties", ())
            }
            assert [one for one in fields if f"| `{one}`" not in text] == []


def test_every_pack_is_there_with_its_day_its_licence_its_credit_and_what_is_missing():
    text = made()["reference/packs.md"]
    for path in (SOURCE / "packs").glob("*/pack.yml"):
        manifest = yaml.safe_load(path.read_text("utf-8"))
        row = next(line for line in text.splitlines() if line.startswith(f"| [`{manifest['id']}`]"))
        assert manifest["day"] in row
        assert manifest["licence"] in row
        assert words(manifest["missing"]) in text
        assert words(manifest.get("attribution")) in text
    for part in ("lists", "laws"):
        held = {path.stem if path.is_file() else path.name for path in (SOURCE / "packs" / part).iterdir()}
        assert [one for one in held - {"pack", "SHA256SUMS"} if f"`{one}`" not in text] == []


def test_every_setting_and_every_exit_status_is_there():
    named = set()
    for path in SOURCE.rglob("*.py"):
        named |= set(re.findall(r'"(LAMPPOST_[A-Z_]+)"', path.read_text("utf-8")))
    assert len(named) >= 5
    named |= {one.variable for one in SETTINGS} | {one.name for one in SETTINGS}
    assert lacking("reference/settings.md", named) == []
    assert lacking("reference/exit-status.md", ["0", "1", "2", "3", "4", "130"]) == []


def test_every_function_of_the_pipeline_is_there():
    text = made()["reference/python.md"]
    assert [one for one in pipeline.__all__ if f"{{ #{one} }}" not in text] == []


def test_every_decision_is_in_the_index():
    files = {path.name for path in (ROOT / "docs" / "decisions").glob("[0-9]*.md")}
    assert files == set(re.findall(r"\]\((\d{4}[^)]+)\)", made()["decisions/index.md"]))


def test_every_page_stands_somewhere_once(tmp_path):
    config = write_pages(tmp_path)
    listed = re.findall(r'"([\w./-]+\.md)"', config.read_text("utf-8"))
    assert sorted(listed) == sorted(everything())


def test_a_page_that_stands_nowhere_is_found_out(tmp_path, monkeypatch):
    before = navigation.navigation
    monkeypatch.setattr(
        navigation, "navigation", lambda paths: [one for one in before(paths) if one[0] != "Trust"]
    )
    with pytest.raises(ValueError, match=r"never\.md"):
        write_pages(tmp_path)


def test_every_link_between_pages_leads_to_one():
    """The strict build looks at anchors too; this needs no program that builds."""
    names = {*everything(), *pages.written()}
    dead = []
    for name, text in everything().items():
        for link in LINK.findall(re.sub(r"```.*?```|``.*?``|`[^`\n]*`", "", text, flags=re.DOTALL)):
            to = link.partition("#")[0]
            if not to or "://" in to or to.startswith("mailto:"):
                continue
            path = (Path("/") / Path(name).parent / to).resolve().relative_to("/").as_posix()
            dead += [(name, link)] if path not in names and f"{path}/index.md" not in names else []
    assert dead == []


def test_dead_links_dead_anchors_and_what_is_loaded_from_elsewhere_are_found(tmp_path):
    (tmp_path / "a.html").write_text(
        '<a href="b.html#here">x</a><p id="one"></p><a href="#one">y</a>', "utf-8"
    )
    (tmp_path / "b.html").write_text(
        '<h1 id="here">x</h1><a href="https://example.net/">said, not loaded</a>', "utf-8"
    )
    assert list(checking.faults(tmp_path)) == []
    for bad in (
        '<a href="c.html">x</a>',
        '<a href="b.html#there">x</a>',
        '<a href="#two">x</a>',
        '<a href="../x.html">x</a>',
        '<img src="https://example.net/x.png">',
        '<script src="//example.net/x.js"></script>',
        '<link rel="preconnect" href="https://example.net">',
        '<img srcset="https://example.net/x.png 2x">',
        '<img src="none.png">',
    ):
        (tmp_path / "d.html").write_text(bad, "utf-8")
        checking._read.cache_clear()
        assert len(list(checking.faults(tmp_path))) == 1, bad


def test_what_is_marked_stays_what_it_is():
    assert words("a <b> & `x|<y>` *c* [d]") == r"a &lt;b&gt; &amp; `x|<y>` \*c\* \[d\]"
    assert code("a`b") == "`` a`b ``"
    assert table(["h"], [["a|b"], ["`a|b`"]]).splitlines()[2:] == ["| a\\|b |", "| `a|b` |"]
    assert table(["h"], []) == ""
    assert anchor("`thing` of a Map") == "thing-of-a-map"
