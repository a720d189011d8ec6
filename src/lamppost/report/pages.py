"""What every page is made with: templates that escape every value, and one look."""

from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from lamppost.model import language
from lamppost.report import codes, wording

_HERE = Path(__file__).parent / "html"
_BRIEF_COLUMNS = 96


def environment(*folders: Path) -> Environment:
    """Templates of some folders and of the report page; every value is made plain and escaped, and none may be missing."""
    made = Environment(
        loader=FileSystemLoader([*folders, _HERE]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        finalize=_finalize,
    )
    made.filters |= {
        "brief": _brief,
        "capital": capital,
        "sentence": wording.sentence,
        "plain": wording.plain,
    }
    made.globals |= {name: getattr(language, name) for name in ("language", "tr", "tr_n", "tr_in")}
    made.globals |= {
        "tr_html": tr_html,
        "codes": codes,
        "words": wording,
        "style": Markup((_HERE / "style.css").read_text("utf-8")),  # noqa: S704 - a file of ours
        "style_of_streets": Markup((_HERE / "street.css").read_text("utf-8")),  # noqa: S704 - likewise
        "style_of_languages": Markup((_HERE / "languages.css").read_text("utf-8")),  # noqa: S704 - likewise
    }
    return made


def tr_html(message: str, /, **values: object) -> Markup:
    """A message that holds markup of ours, in the language that is spoken here; values are made plain and escaped."""
    held = {name: _finalize(value) for name, value in values.items()}
    return Markup(language.tr(message)).format(**held)  # noqa: S704 - a text of ours


def capital(text: str) -> str:
    """A text with a capital at its start; the rest is left as it is, for not every language writes nouns small."""
    words = wording.plain(text)
    return words[:1].upper() + words[1:]


def _finalize(value: object) -> object:
    """Every value that is not markup of the template's own is made plain before it is escaped."""
    return value if isinstance(value, Markup) else wording.plain(value)


def _brief(text: str, columns: int = _BRIEF_COLUMNS) -> str:
    return wording.cut(wording.plain(text), columns)
