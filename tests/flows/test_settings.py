"""Settings: the file in the folder worked in, the environment before it, a flag before both."""

import inspect
import json
from pathlib import Path

import click
import pytest

import lamppost as package
from lamppost.cli import entry
from lamppost.model.settings import ASKING, SETTINGS

SAMPLE = Path(package.__file__).parent / "samples" / "made-network.pcap"
SUPPLIERS = "maker,model,kind\nHikvision,DS-2CD2043G2-I,camera\n"
GUIDE = Path(__file__).parents[2] / "docs" / "guide" / "doctor.md"


@pytest.fixture
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "suppliers.csv").write_text(SUPPLIERS, "utf-8")

    def write(text):
        (tmp_path / "lamppost.toml").write_text(text, "utf-8")

    return write


def policies(run):
    return [one["id"] for one in json.loads(run.out)["policies"]]


def test_a_flag_comes_before_the_environment_and_that_before_the_file(here, lamppost, monkeypatch):
    look = ("look", "suppliers.csv", "--json")
    here('policy = ["us-ndaa-889"]\n')
    from_file = lamppost(*look)
    assert policies(from_file) == ["us-ndaa-889"]
    assert "settings: policy (lamppost.toml)" in from_file.err
    monkeypatch.setenv("LAMPPOST_POLICY", "us-fcc-covered-list no-outside-reach")
    from_environment = lamppost(*look)
    assert policies(from_environment) == ["us-fcc-covered-list", "no-outside-reach"]
    assert "settings: policy (LAMPPOST_POLICY)" in from_environment.err
    from_flag = lamppost(*look, "--policy", "us-entity-list")
    assert policies(from_flag) == ["us-entity-list"]
    assert "settings" not in from_flag.err
    assert "settings" not in lamppost(*look, "-q").err


def test_facts_about_the_user_may_stand_in_the_file(here, lamppost):
    here('policy = "us-ndaa-889"\n[context]\nis_us_federal_contractor = true\n')
    told = json.loads(lamppost("check", "suppliers.csv", "--format", "json").out)
    assert told["policies"][0]["context"]["is_us_federal_contractor"] is True


def test_a_report_is_not_judged_anew_by_a_setting(here, lamppost, saved):
    before = lamppost("report", saved, "-f", "json").out
    here('policy = ["us-entity-list"]\nas_of = 2020-01-01\n')
    assert lamppost("report", saved, "-f", "json").out == before


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("polcy = 1\n", "'polcy' is no setting"),
        ("policy = [1]\n", "policy is [1], not a list of texts"),
        ('require_signed = "yes"\n', "require_signed is yes, not true or false"),
        ("engine = 3\n", "engine is 3, not a text"),
        ("[[", "cannot be read"),
        ("[on_alert]\n", "'on_alert' is no setting"),
        ('spark_master = "spark://192.0.2.1"\n', "'spark_master' is no setting"),
        ('output = "/etc/x"\n', "'output' is no setting"),
        ("context = 5\n", "context is 5, not a text"),
    ],
)
def test_what_is_no_setting_is_refused_and_the_doctor_still_answers(text, says, here, lamppost):
    here(text)
    run = lamppost("look", "suppliers.csv")
    assert (run.status, says in run.err) == (2, True)
    told = lamppost("doctor")
    assert told.status == 2
    assert says in " ".join(told.out.split())


@pytest.mark.parametrize("name", [name for name in entry.COMMANDS if name != "packs"])
@pytest.mark.parametrize(
    "text", ["polcy = 1\n", "[[", 'engine = "nope"\n', 'policy = ["nope"]\n', 'lang = "xx"\n']
)
def test_help_is_given_whatever_the_settings_are(name, text, here, lamppost):
    here(text)
    for arguments in ((name, "--help"), ("--help",)):
        told = lamppost(*arguments)
        assert (told.status, told.err) == (0, "")
        assert told.out.startswith("Usage:")


@pytest.mark.parametrize(
    ("text", "says", "doctor_says"),
    [
        ('\n\nengine = "nope"\n', "lamppost.toml:3: engine: 'nope' is not one of 'duckdb'", None),
        ('as_of = "yesterday"\n', "lamppost.toml:1: as_of: 'yesterday' is not a day", None),
        ('fail_on = "x"\n', "lamppost.toml:1: fail_on: 'x' is not one of 'never'", None),
        ('"color" = "x"\n', "lamppost.toml:1: color: 'x' is not one of 'auto'", None),
        ('lang = "xx"\n', "lamppost.toml:1: lang: 'xx' is no language in hand", None),
        (
            '\nsuppressions = "none.toml"\n',
            "none.toml: cannot be read",
            "lamppost.toml:2: suppressions: none.toml: ",
        ),
        ('policy = "nope"\n', "no policy 'nope'", "lamppost.toml:1: policy: no policy 'nope'"),
        (
            'context = "none.toml"\n',
            "none.toml: cannot be read",
            "lamppost.toml:1: context: none.toml: cannot be read",
        ),
        ("[context]\nsite = 1\n", "lamppost.toml: site is 1", "lamppost.toml:1: context: site is 1"),
        (
            'policy = "us-ndaa-889"\n[context]\nsize = true\n',
            "'size' is no fact",
            "lamppost.toml:2: context: 'size' is no fact",
        ),
        (
            'home = ["192.0.2.0/24", "Anna"]\n',
            "--home 'Anna': not a network",
            "lamppost.toml:1: home: number 2 is not a network",
        ),
    ],
)
def test_what_a_command_refuses_of_the_file_the_doctor_finds_with_its_line(
    text, says, doctor_says, here, lamppost, monkeypatch
):
    here(text)
    monkeypatch.delenv("LAMPPOST_AS_OF")  # which comes before the file
    run = lamppost("look", "suppliers.csv")
    assert (run.status, run.out, says in run.err) == (2, "", True)
    told = lamppost("doctor")
    assert told.status == 2
    words = " ".join(told.out.split())
    assert words.index(doctor_says or says) < words.index("Packs")
    assert "Anna" not in words
    assert json.loads(lamppost("doctor", "--json").out)["faults"]


def test_a_variable_that_an_option_does_not_take_is_named(here, lamppost, monkeypatch):
    for name, value in (("ENGINE", "nope"), ("AS_OF", "yesterday")):
        monkeypatch.setenv(f"LAMPPOST_{name}", value)
        run = lamppost("look", "suppliers.csv")
        assert (run.status, run.err.startswith(f"lamppost: LAMPPOST_{name}: {name.lower()}: '{value}'")) == (
            2,
            True,
        )
        monkeypatch.delenv(f"LAMPPOST_{name}")


def test_a_file_that_cannot_be_read_is_said_before_the_option_that_it_might_have_held(here, lamppost):
    here("polcy = 1\n")
    for arguments in (("look",), ("check", "suppliers.csv"), ("look", "suppliers.csv", "--no-such")):
        run = lamppost(*arguments)
        assert (run.status, run.err.startswith("lamppost: lamppost.toml:1: 'polcy' is no setting")) == (
            2,
            True,
        )


def test_a_wrong_value_of_a_flag_is_said_of_the_flag(here, lamppost):
    here('engine = "nope"\n')
    run = lamppost("look", "suppliers.csv", "--engine", "another")
    assert (run.status, "'--engine': 'another'" in run.err, "lamppost.toml" in run.err) == (2, True, False)


def test_a_file_in_order_has_no_fault(here, lamppost):
    here(
        'policy = "us-ndaa-889"\nhome = "192.0.2.0/24"\nlang = "en"\n[context]\nis_us_federal_contractor = true\n'
    )
    told = lamppost("doctor", "--json")
    assert (told.status, json.loads(told.out)["faults"]) == (0, [])


def test_a_variable_that_is_neither_true_nor_false_is_refused(here, lamppost, monkeypatch):
    monkeypatch.setenv("LAMPPOST_REQUIRE_SIGNED", "perhaps")
    run = lamppost("look", "suppliers.csv")
    assert (run.status, "neither true nor false" in run.err) == (2, True)


def test_the_file_chooses_the_language(here, lamppost):
    here('lang = "de"\n')
    assert "Aufruf" in lamppost("--help").out or "Befehle" in lamppost("--help").out
    assert "Commands" in lamppost("--help", "--lang", "en").out


@pytest.mark.parametrize("one", [one for one in SETTINGS if one.commands], ids=lambda one: one.name)
def test_every_setting_is_an_option_of_the_commands_that_it_holds_for(one):
    context = click.Context(entry.cli)
    assert set(one.commands) <= set(ASKING)
    for name in one.commands:
        command = entry.cli.get_command(context, name)
        [option] = [param for param in command.params if param.name == one.parameter]
        assert f"--{one.name.replace('_', '-')}" in option.opts
        assert option.multiple == (one.kind in ("texts", "paths"))


def test_every_setting_is_in_the_guide_with_its_variable():
    text = GUIDE.read_text("utf-8")
    assert [one.name for one in SETTINGS if f"| `{one.name}` | `{one.variable}` |" not in text] == []


def test_no_setting_runs_a_command_names_a_cluster_or_writes():
    names = {one.parameter for one in SETTINGS}
    assert not names & {"on_alert", "spark_master", "outputs", "output", "copies", "alerts_file", "state"}
    assert "subprocess" not in inspect.getsource(inspect.getmodule(SETTINGS[0].__class__))
