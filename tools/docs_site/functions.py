"""The functions behind the commands: what `lamppost.pipeline` gives, from their docstrings."""

import inspect
import re

from docs_site.marking import code, page, table
from lamppost import pipeline

_SECTION = re.compile(r"^(Args|Returns|Raises|Yields):$", re.MULTILINE)
_ENTRY = re.compile(r"^    (\w[\w., ]*): (.*(?:\n {5,}.*)*)", re.MULTILINE)


def pages() -> dict[str, str]:
    """The page by its path."""
    return {
        "reference/python.md": page(
            "From Python",
            "The commands and the pages of `serve` are made of these functions, all in `lamppost.pipeline`. The version is 0.x: they may change, "
            "and what changes stands in `news/`. The result document is what stays ([its fields](result-document.md)).",
            "```python\n"
            "from datetime import date\n"
            "from pathlib import Path\n\n"
            "from lamppost import pipeline\n\n"
            'question = pipeline.Question(as_of=date(2026, 11, 27), policies=["us-ndaa-889"])\n'
            'result = pipeline.look([Path("made-network.pcap")], question)\n'
            'print(pipeline.render(result, "md"))\n'
            "```",
            *(_one(name) for name in sorted(pipeline.__all__, key=str.lower)),
        )
    }


def _one(name: str) -> str:
    held = getattr(pipeline, name)
    head = f"## {name} {{ #{name} }}"
    if inspect.ismodule(held):
        return f"{head}\n\nModule {code(held.__name__)}. {_marked(inspect.getdoc(held) or '')}"
    if not callable(held):
        return f"{head}\n\n{code(type(held).__name__)}: " + ", ".join(code(one) for one in held)
    try:
        parameters = list(inspect.signature(held).parameters.values())
    except ValueError:
        parameters = []
    shown = ", ".join(_shown(one) for one in parameters)
    return f"{head}\n\n```python\n{name}({shown})\n```\n\n{_marked(inspect.getdoc(held) or '')}"


def _shown(one: inspect.Parameter) -> str:
    mark = {inspect.Parameter.VAR_POSITIONAL: "*", inspect.Parameter.VAR_KEYWORD: "**"}.get(one.kind, "")
    default = ""
    if one.default is not inspect.Parameter.empty:
        told = repr(one.default)
        default = f"={told}" if len(told) < 30 and " at 0x" not in told else "=…"
    return f"{mark}{one.name}{default}"


def _marked(text: str) -> str:
    """A docstring as Markdown: its arguments, results and errors as tables and paragraphs."""
    parts = _SECTION.split(text)
    made = [parts[0].strip()]
    for title, body in zip(parts[1::2], parts[2::2], strict=True):
        rows = _ENTRY.findall(body) if title in {"Args", "Raises"} else []
        told = table((title.lower(), ""), [(code(name), " ".join(said.split())) for name, said in rows])
        made.append(told or f"{title}: {' '.join(body.split())}")
    return "\n\n".join(made)
