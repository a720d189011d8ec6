"""Draws the messages out of the code, the templates and the shipped policies, and holds the catalogues to them.

    make messages            # renews the .po of each language and compiles it; names what lacks its translation
    make messages ARGS=--check   # changes nothing; fails where a message lacks its translation or a file is not of this code

A message is the first argument of `say`, `tr`, `tr_html` or `noted`, the first two of `say_n`, `tr_n` or `noted_n`, the second of `tr_in`,
each paragraph of a command's docstring, each text of a policy that a rule or a question shows, and what each kind of letter says to its writer.
Formats: gettext's .po and .mo, as the GNU gettext manual has them.
"""

import argparse
import ast
import io
import sys
import tomllib
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from string import Formatter

import yaml
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from jinja2.ext import babel_extract

from lamppost.cli.spoken import paragraphs
from lamppost.model.language import DOMAIN, ENGLISH, FOLDER, LANGUAGES

SOURCE = Path(__file__).parent.parent / "src"
KEYWORDS = {"say": 1, "tr": 1, "tr_html": 1, "noted": 1, "say_n": 2, "tr_n": 2, "tr_in": 2, "noted_n": 2}
"""What takes a message, and how many texts that is."""
Found = tuple[str | tuple[str, ...], str | None]
"""A message, with its plural where it has one, and its context."""
_OF_COMMANDS = ("command", "group")
_OF_RULE = ("title", "why", "remedy", "false_alarms")
_NO_DAY = datetime(2000, 1, 1, tzinfo=UTC)
"""Stands in compiled catalogues for the day on which they were, so that the same messages make the same file."""
_HEADER = "# What lamppost says, in another language. Apache-2.0, as all of lamppost.\n"


def main() -> int:
    """Renew or check every catalogue; 1 where something is amiss."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true", help="change nothing")
    only_check = parser.parse_args().check
    template = drawn_out()
    amiss = []
    for code in LANGUAGES:
        if code == ENGLISH:
            continue
        path = FOLDER / code / "LC_MESSAGES" / f"{DOMAIN}.po"
        catalogue = _read(path, code)
        catalogue.update(template, no_fuzzy_matching=True, update_header_comment=False)
        catalogue.obsolete.clear()
        amiss += [f"{path.name} ({code}): {what}" for what in faults(catalogue)]
        for target, content in ((path, _po(catalogue)), (path.with_suffix(".mo"), _mo(catalogue))):
            if only_check and (not target.exists() or target.read_bytes() != content):
                amiss.append(f"{target.name} ({code}): not what the code says; renew it with make messages")
            if not only_check:
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(content)
    print("\n".join([*amiss[:40], f"{len(template)} messages, {len(amiss)} things amiss"]))
    return 1 if amiss else 0


def drawn_out() -> Catalog:
    """Every message of the product, with the files that it stands in."""
    catalogue = Catalog(project="lamppost", fuzzy=False)
    for path in sorted(SOURCE.rglob("*")):
        name = path.relative_to(SOURCE).as_posix()
        for message, context in _of(path):
            catalogue.add(message, None, [(name, None)], context=context)
    return catalogue


def _of(path: Path) -> Iterator[Found]:
    if path.suffix == ".py":
        for call in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in KEYWORDS:
                yield from _of_call(call.func.id, call.args)
            elif isinstance(call, ast.FunctionDef) and any(map(_makes_a_command, call.decorator_list)):
                yield from ((text, None) for text in paragraphs(ast.get_docstring(call) or ""))
    elif path.suffix == ".html" and not path.name.startswith("expected"):
        with path.open("rb") as file:
            for _, name, texts, _ in babel_extract(file, tuple(KEYWORDS), (), {}):
                held = list(texts) if isinstance(texts, (tuple, list)) else [texts]
                yield from _of_texts(str(name), held)
    elif path.match("packs/policies/*/policy.yml"):
        yield from ((text, None) for text in _of_policy(yaml.safe_load(path.read_text("utf-8"))))
    elif path.match("letter/kinds/*.toml"):
        yield from ((text, None) for text in _of_letter(tomllib.loads(path.read_text("utf-8"))))


def _makes_a_command(decorator: ast.expr) -> bool:
    return (
        isinstance(decorator, ast.Call)
        and isinstance(decorator.func, ast.Attribute)
        and decorator.func.attr in _OF_COMMANDS
    )


def _of_call(name: str, args: Sequence[ast.expr]) -> Iterator[Found]:
    """The message of a call that has it as a literal; one that takes it from a table has it marked there."""
    texts = [
        one.value if isinstance(one, ast.Constant) and isinstance(one.value, str) else None for one in args
    ]
    yield from _of_texts(name, texts)


def _of_texts(name: str, texts: Sequence[str | None]) -> Iterator[Found]:
    first, second = [*texts, None, None][:2]
    if first is None or (KEYWORDS[name] > 1 and second is None):
        return
    if name == "tr_in":
        yield str(second), first
    elif KEYWORDS[name] > 1:
        yield (first, str(second)), None
    else:
        yield first, None


def _of_policy(policy: dict[str, object]) -> Iterator[str]:
    yield from (str(policy[name]) for name in ("name", "summary"))
    yield from map(str, policy["not_said"])  # type: ignore[call-overload]
    yield from (str(one["text"]) for one in policy.get("questions", []))  # type: ignore[attr-defined]
    for rule in policy.get("rules", []):  # type: ignore[attr-defined]
        yield from (str(rule[name]) for name in _OF_RULE)
        yield from (str(one["title"]) for one in rule.get("exemptions", []))


def _of_letter(kind: dict[str, object]) -> Iterator[str]:
    yield from (str(kind[name]) for name in ("title", "asks", "may"))
    yield from map(str, kind["notes"])  # type: ignore[call-overload]


def faults(catalogue: Catalog) -> Iterator[str]:
    """What is wrong with the translations, each in words."""
    for message in catalogue:
        if not message.id:
            continue
        ids = message.id if isinstance(message.id, tuple) else (message.id,)
        told = message.string if isinstance(message.string, tuple) else (message.string,)
        if message.fuzzy or not all(told) or len(told) != len(ids):
            yield f"not translated: {ids[0]!r}"
        elif unlike := _places(*ids) ^ _places(*told):
            yield f"other places than the message has, {', '.join(sorted(unlike))}: {ids[0]!r}"


def _places(*messages: str) -> set[str]:
    return {
        f"{name}{'!' + mark if mark else ''}"
        for one in messages
        for _, name, _, mark in Formatter().parse(one)
        if name
    }


def _read(path: Path, code: str) -> Catalog:
    if not path.exists():
        return Catalog(locale=code, project="lamppost", fuzzy=False)
    return read_po(io.BytesIO(path.read_bytes()), locale=code)


def _po(catalogue: Catalog) -> bytes:
    out = io.BytesIO()
    catalogue.header_comment = _HEADER.rstrip()
    write_po(out, catalogue, width=110, sort_output=True, include_lineno=False, omit_header=False)
    kept = [
        line
        for line in out.getvalue().splitlines(keepends=True)
        if not line.startswith(
            (
                b'"POT-Creation',
                b'"PO-Revision',
                b'"Generated-By',
                b'"Last-Translator',
                b'"Language-Team',
                b'"Project-Id',
            )
        )
    ]
    return b"".join(kept)


def _mo(catalogue: Catalog) -> bytes:
    out, held = io.BytesIO(), _read_back(catalogue)
    held.creation_date = held.revision_date = _NO_DAY
    write_mo(out, held)
    return out.getvalue()


def _read_back(catalogue: Catalog) -> Catalog:
    return read_po(io.BytesIO(_po(catalogue)), locale=catalogue.locale)


if __name__ == "__main__":
    sys.exit(main())
