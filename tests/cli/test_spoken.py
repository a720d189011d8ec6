"""The command line in another language: help, refusals, announcements; and what programs read, as ever."""

import ast
import gettext
import inspect
import json
import os
import re
from pathlib import Path

import click
import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from tests.flows.conftest import *  # noqa: F403
from tests.pseudo import CODE, left_in_english, marked, spoken

from lamppost.cli import entry
from lamppost.cli import spoken as speaking
from lamppost.cli.letter import KINDS
from lamppost.model.language import DOMAIN, ENGLISH, LANGUAGES
from lamppost.model.sheets import FIELDS
from lamppost.report.formats import FORMATS

HERE = Path(inspect.getfile(entry)).parent
SAMPLES = HERE.parent / "samples"
NOT_WORDS = re.compile(r"(?<!\w)--?[a-z0-9-]+|\b[A-Z][A-Z0-9_|]+\b|\S*/\S*|\bdev-\w+|\b[0-9a-f]{20,}\b")
"""Option names, places in capitals, paths and ids: they are the same in every language."""


@pytest.fixture
def foreign(monkeypatch, tmp_path):
    """The language that nobody speaks, which click finds as gettext does."""
    spoken(monkeypatch)
    catalogue = Catalog(locale=None)
    for message in speaking.OF_CLICK:
        forms = (message,) if isinstance(message, str) else message
        catalogue.add(message, marked(message) if isinstance(message, str) else tuple(map(marked, forms)))
    path = tmp_path / CODE / "LC_MESSAGES" / f"{DOMAIN}.mo"
    path.parent.mkdir(parents=True)
    with path.open("wb") as file:
        write_mo(file, catalogue)
    monkeypatch.setattr(speaking, "FOLDER", tmp_path)


def plain_words(text, *data):
    return left_in_english(NOT_WORDS.sub(" ", text), "lamppost", "python -m pytest", *data)


def commands():
    context = click.Context(entry.cli)
    for name in entry.COMMANDS:
        command = entry.cli.get_command(context, name)
        yield (name,), command
        for below, one in getattr(command, "commands", {}).items():
            yield (name, below), one


ALL = dict(commands())


def choices_of(command):
    kinds = [one.type for one in command.params if isinstance(one.type, click.Choice)]
    return " ".join(word for kind in kinds for word in kind.choices)


@pytest.mark.parametrize("path", [(), *ALL], ids=" ".join)
def test_help_leaves_nothing_in_english(path, lamppost, foreign):
    command = ALL.get(path, entry.cli)
    run = lamppost(*path, "--lang", CODE, "--help")
    names = [*getattr(command, "commands", []), *([] if path else entry.COMMANDS), *path, *FORMATS]
    defaults = "/".join(str(one.default) for one in command.params)
    assert plain_words(run.out, *names, choices_of(command), defaults) == []
    assert max(map(len, run.out.splitlines())) <= 80


@pytest.mark.parametrize(
    "arguments", [("--lang", CODE, "look"), ("look", f"--lang={CODE}"), ("look", "--help", "--lang", CODE)]
)
def test_the_language_may_be_said_before_or_after_the_command(arguments, lamppost, foreign):
    assert "Löök ät cäptürës" in lamppost(*arguments, "--help").out


def test_the_environment_says_the_language_unless_the_command_line_does(lamppost, foreign, monkeypatch):
    monkeypatch.setenv("LAMPPOST_LANG", CODE)
    assert "whät wätchës hërë" in lamppost("--help").out
    assert "what watches here" in lamppost("--lang", "en", "--help").out
    assert "what watches here" in lamppost("look", "--help", "--lang", "en").out


@pytest.mark.parametrize("code", [code for code in LANGUAGES if code != ENGLISH])
def test_what_click_says_is_said_in_every_language_that_there_is(code, lamppost):
    run = lamppost("look", "--lang", code, "--bogus")
    assert not re.search("Usage:|Try|Error:|No such|Did you mean", run.err)
    assert "Options:" not in lamppost("--lang", code, "look", "--help").out


@pytest.mark.parametrize("arguments", [("look", "--lang", "zz", "x.pcap"), ("--lang", "zz", "look")])
def test_a_language_that_is_not_spoken_is_refused_with_those_that_are(arguments, lamppost, foreign):
    run = lamppost(*arguments)
    assert run.status == 2
    assert f"'zz' is not one of {', '.join(map(repr, LANGUAGES))}." in run.err


def test_a_language_of_the_environment_that_is_not_spoken_is_refused(lamppost, foreign, monkeypatch):
    monkeypatch.setenv("LAMPPOST_LANG", "zz")
    run = lamppost("look", "x.pcap")
    assert run.status == 2
    assert "'zz' is not one of" in run.err


def test_after_the_end_of_options_a_file_may_be_called_as_the_option_is(lamppost, foreign):
    assert "No such option" in lamppost("look", "--bogus", "--", "--lang", CODE).err


WRONG = [
    ("look",),
    ("look", "--bogus"),
    ("look", "--polcy", "x"),
    ("bogus",),
    ("packs", "chck"),
    ("look", "--as-of", "soon", "x.pcap"),
    ("look", "--fail-on", "maybe", "x.pcap"),
    ("look", "--policy"),
    ("look", "--quiet=1", "x.pcap"),
    ("look", "--inventory", "--json", "x.pcap"),
    ("look", "-o", "x.zzz", "x.pcap"),
    ("look", "--column", "colour=A", "x.csv"),
    ("look", "--annotate", "x.pdf", "x.csv"),
    ("look", "--annotate", "x.csv", "x.csv", "y.csv"),
    ("look", "--annotate", "x.csv", "x.pcap"),
    ("look", "-o", "x.html", "x.html"),
    ("check", "x.csv"),
    ("share", "r.json"),
    ("share", "r.json", "--level", "public", "--key", "k", "--new-key", "n"),
    ("serve", "--port", "99999"),
    ("verify", "a", "b"),
    ("verify", "a", "--sha256", "zz"),
    ("ask", "company"),
    ("ask", "country", "x", "--table"),
    ("ask", "company", "x", "--format", "csv"),
    ("diff", "a", "b", "--as-of", "2026-01-01", "--as-of", "2026-01-02"),
    ("diff", "a", "--home", "192.0.2.0/24"),
    ("diff", "a", "-o", "x.zzz"),
    ("letter", "r.json", "dev-1", "--kind"),
    ("note", "r.json", "dev-1"),
    ("note", "r.json", "dev-1", "--label", "x"),
    ("note", "r.json", "dev-1", "--label", "x", "--seen-on", "2999-01-01"),
    ("note", "r.json", "dev-1", "--model", "x"),
    ("note", "r.json", "dev-1", "--reply", "x", "--label", "x"),
    ("note", "r.json", "dev-1", "--reply", "x"),
    ("report", "r.json", "-f", "csv", "-o", "x.html"),
    ("report", "r.json", "-f", "csv", "--inventory"),
    ("demo", "-o", "x.csv"),
    ("packs", "build", "networks", "--day", "2026-01-01"),
    ("packs", "build", "networks", "--from", "x"),
    ("packs", "update", "--from", "https://example.net/x", "--into", "x", "--offline"),
    ("packs", "update", "--from", "ftp://example.net/x", "--into", "x"),
    ("packs", "update", "--from", "x", "--source", "x", "--into", "x"),
]


@pytest.mark.parametrize("arguments", WRONG, ids=" ".join)
def test_a_refusal_leaves_nothing_in_english(arguments, lamppost, foreign, tmp_path, monkeypatch):
    (tmp_path / "x.html").touch()
    monkeypatch.chdir(tmp_path)
    run = lamppost(*arguments, f"--lang={CODE}")
    assert run.status == 2
    assert run.err
    choices = choices_of(ALL.get(arguments[:1], entry.cli))
    assert plain_words(run.err, " ".join(arguments), choices, *FIELDS, *SAID) == []


EXCEPTS = '[[suppression]]\npolicy = "us-ndaa-889"\nrule = "x"\nwho = "y"\nwhy = "z"\n'
HANDED = [
    ("--context", "[context"),
    ("--context", "x = 1"),
    ("--context", "x = 1\n[context]\ny = true"),
    ("--context", "[context]\nx = 1"),
    ("--context", "[context]\nx = true"),
    ("--context", '[context]\nplace = "nowhere"'),
    ("--suppressions", "[[suppression"),
    ("--suppressions", "x = 1"),
    ("--suppressions", "suppression = 1"),
    ("--suppressions", "[[suppression]]\ncolour = 1"),
    ("--suppressions", "[[suppression]]"),
    ("--suppressions", EXCEPTS),
    ("--suppressions", f'{EXCEPTS}mac = "1"\naddress = "2"'),
    ("--suppressions", f'{EXCEPTS}mac = "1"'),
    ("--suppressions", f'{EXCEPTS}address = "1"'),
    ("--suppressions", f'{EXCEPTS}device = "1"'),
    ("--suppressions", f'{EXCEPTS}address = "192.0.2.1"'),
    ("--suppressions", f'{EXCEPTS}address = "192.0.2.1"\nuntil = "soon"'),
    ("--suppressions", f'{EXCEPTS}address = "192.0.2.1"\nuntil = 2027-01-31\n' * 2),
    ("--policy", "nowhere"),
    ("--packs", "nowhere"),
    ("--home", "nowhere"),
]
KEYS = 'policy rule who why until device mac address asset suppression context place colour nowhere true = "soon"'
"""Words of such files, and what is wrong in these."""


@pytest.mark.parametrize(("option", "content"), HANDED)
def test_a_refusal_of_what_was_handed_over_leaves_nothing_in_english(
    option, content, lamppost, foreign, tmp_path, monkeypatch
):
    monkeypatch.chdir(tmp_path)
    Path("handed.toml").write_text(content)
    given = "handed.toml" if option in ("--context", "--suppressions") else content
    run = lamppost(
        "look", SAMPLES / "made-network.pcap", "--policy", "us-ndaa-889", option, given, "--lang", CODE
    )
    assert run.status
    facts = re.search(r"Ëxpëctëd äny öf (.*)|Thërë ärë (.*); ör", run.err)
    text = re.sub(r"nö TÖML: .*|cöntëxt fïlë: .*", "", run.err)  # what the reader of TOML says of itself
    assert plain_words(text, KEYS, "handed.toml us-ndaa-889", *(facts[0].split() if facts else ())) == []


SAID = (
    "look --policy",
    "packs check",
    "ACME CAM-100",
    "csv html htm json md pdf sqlite db text txt xlsx xml sarif",
)
"""What refusals propose, and endings of files: the same in every language."""


NAMES = (
    "made-cameras.pcap made-network.pcap result.json report.html made.zip letter.txt",
    "explain",
    *KINDS,
)


@pytest.fixture
def result(lamppost, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert lamppost("look", SAMPLES / "made-network.pcap", "-q", "-o", "result.json").status == 0
    return "result.json"


@pytest.mark.parametrize(
    "arguments",
    [
        ("report", "result.json", "-o", "report.html"),
        ("diff", "result.json", "result.json", "-o", "report.html"),
        ("note", "result.json", "{device}", "--label", "HIKVISION", "--seen-on", "2026-01-02"),
        (
            "note",
            "result.json",
            "{device}",
            "--label",
            "HIKVISION",
            "--seen-on",
            "2026-01-02",
            "-o",
            "report.html",
        ),
        ("letter", "result.json", "{device}"),
    ],
    ids=" ".join,
)
def test_an_announcement_leaves_nothing_in_english(arguments, lamppost, foreign, result):
    device = json.loads(Path(result).read_bytes())["devices"][0]["id"]
    run = lamppost(*(word.format(device=device) for word in arguments), "--lang", CODE)
    assert run.err
    assert plain_words(run.err, *NAMES) == []


def test_the_demonstration_says_what_it_does_in_the_readers_language(
    lamppost, foreign, tmp_path, monkeypatch
):
    monkeypatch.chdir(tmp_path)
    assert plain_words(lamppost("demo", "--lang", CODE).err, *NAMES, "lamppost-report.html") == []


def test_what_a_bundle_is_is_said_in_the_readers_language(lamppost, foreign, result):
    for words, wrong in (("whole", False), ("SHA-256", True)):
        path = f"made-{words}.zip"
        shared = lamppost("share", result, "--level", "public", "-o", path, "--lang", CODE)
        assert plain_words(shared.out, "public", path) == []
        told = ("--sha256", "0" * 64) if wrong else ()
        run = lamppost("verify", path, *told, "--lang", CODE)
        assert plain_words(run.out, path, "public", "manifest.json") == []


def data_of(part, key=None):
    """Every text of a document that is data: no sentence on how to get something, and no fault."""
    if isinstance(part, dict):
        return [text for name, one in part.items() for text in data_of(one, name)]
    if isinstance(part, list):
        return [text for one in part for text in data_of(one, key)]
    return [part] if isinstance(part, str) and key not in ("how", "faults", "use") else []


def test_what_a_policy_asks_is_said_in_the_readers_language(lamppost, foreign):
    from lamppost import pipeline

    packs = pipeline.load_packs([])
    policies = [one.policy for one in packs.policies.values()]
    names = " ".join(one.id for one in policies)
    rules = " ".join(rule.id for one in policies for rule in one.rules)
    keys = " ".join(
        word for one in policies for asked in one.questions for word in (asked.key, *asked.values)
    )
    in_hand = data_of(json.loads(lamppost("doctor", "--json").out))
    said = lamppost("doctor", "--lang", CODE).out  # which of the engines are installed is another's choice
    assert plain_words(said, names, "Python", CODE, "pip install", *in_hand) == []
    for one in policies:
        run = lamppost("doctor", "--policy", one.id, "--lang", CODE)
        assert plain_words(run.out, names, rules, keys, "context true") == []


def test_what_programs_read_is_the_same_in_every_language(lamppost, foreign, result):
    for line in (("look", SAMPLES / "made-network.pcap", "--json"), ("report", result, "-f", "csv")):
        assert lamppost(*line, "--lang", CODE).out == lamppost(*line).out


def test_a_run_in_another_language_leaves_the_process_as_it_was(lamppost, foreign, monkeypatch):
    monkeypatch.setenv("LANGUAGE", "nn")
    before = gettext.textdomain(), dict(os.environ), lamppost("look", "--help").out
    lamppost("look", "--lang", CODE, "--help")
    assert (gettext.textdomain(), dict(os.environ), lamppost("look", "--help").out) == before


def test_what_is_taken_for_clicks_own_words_are_its_words():
    held = {
        node.value
        for path in Path(inspect.getfile(click)).parent.glob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    told = [
        one for message in speaking.OF_CLICK for one in ([message] if isinstance(message, str) else message)
    ]
    assert [one for one in told if one not in held] == []


SHOWN = {
    "LamppostError",
    "PackError",
    "UsageError",
    "confirm",
    "echo",
    "fail",
    "print_text",
    "prompt",
    "say",
    "_print",
}
"""What shows its arguments to people."""
WORD = re.compile(r"(?<![-\w./])(?!token|http)[a-z]{3,}")


def texts_of(node):
    """Text that stands in an argument as it is, not in a call within it."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.JoinedStr | ast.IfExp | ast.BoolOp | ast.BinOp | ast.FormattedValue):
        for below in ast.iter_child_nodes(node):
            yield from texts_of(below)


@pytest.mark.parametrize("path", sorted(HERE.glob("*.py")), ids=lambda path: path.stem)
def test_what_a_command_shows_is_a_message(path):
    plain = []
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if not isinstance(node, ast.Call):
            continue
        name = getattr(node.func, "attr", getattr(node.func, "id", None))
        shown = [
            *(node.args if name in SHOWN else []),
            *(one.value for one in node.keywords if one.arg in ("help", "hint")),
        ]
        plain += [
            (node.lineno, text)
            for one in shown
            for text in texts_of(one)
            if WORD.search(text) and not text.startswith("lamppost")
        ]
    assert plain == []
