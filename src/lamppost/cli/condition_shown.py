"""What is in hand, as lines for people."""

from collections.abc import Sequence

from lamppost.cli.condition import FOLDERS, LIMITS
from lamppost.model.condition import Condition, Folder, Limit, PackState, Part, Review, SettingState
from lamppost.model.language import decimal, noted, number, tr, tr_n

_PACKS = {
    "shipped": noted("{pack} {version} of {day} (shipped)"),
    "user": noted("{pack} {version} of {day} (user)"),
}
_STEP = 1000
_SIZES = ("B", "kB", "MB", "GB", "TB")


def lines_of(found: Condition, policies: list[tuple[str, str, int]]) -> list[str]:
    """Lines, each to be broken to the width of the terminal; the first word of a section is not indented.

    Args:
        found: What was found.
        policies: Id, title and number of questions of each policy in hand.
    """
    lines = [
        f"lamppost {found.lamppost}, Python {found.python}",
        tr("{system}, {machine}; as of {day}", system=found.system, machine=found.machine, day=found.as_of),
        *_section(tr("What is wrong"), found.faults),
        *_section(tr("Packs"), [_pack(one) for one in found.packs]),
        *_section(tr("Days of review"), [_review(one) for one in found.reviews]),
        *_section(
            tr("Policies (lamppost doctor --policy NAME prints what one asks of you)"),
            [_policy(*one) for one in sorted(policies)],
        ),
        *_section(tr("Engines"), [_part(one) for one in found.engines]),
        *_section(tr("Other programs"), [_part(one) for one in found.optional]),
        *_section(
            tr("Settings (a flag comes before LAMPPOST_*, that before lamppost.toml)"),
            _settings(found.settings),
        ),
        *_section(tr("Limits"), [_limit(one) for one in found.limits]),
        *_section(tr("Folders"), [_folder(one) for one in found.folders]),
        *_section(tr("How it is shown"), _shown(found)),
    ]
    libraries = ", ".join(f"{one.name} {one.version or '-'}" for one in found.libraries)
    return [*lines, *_section(tr("Libraries"), [libraries] if libraries else [tr("not told")])]


def _section(title: str, lines: Sequence[str]) -> list[str]:
    return ["", title, *(f"   {line}" for line in lines)] if lines else []


def _pack(one: PackState) -> str:
    text = tr(_PACKS[one.origin], pack=one.id, version=one.version, day=one.day)
    age = tr_n("{n} day old", "{n} days old", one.age_days)
    signed = "" if one.signed_by is None else tr("; signed by {who}", who=one.signed_by)
    return f"{text}: {age}{signed}"


def _review(one: Review) -> str:
    later = tr("none") if one.next_on is None else one.next_on
    text = tr_n(
        "{kind}: {n} row; next {day}", "{kind}: {n} rows; next {day}", one.n_rows, kind=one.of, day=later
    )
    if not one.n_overdue:
        return text
    return f"{text}; {tr_n('{n} past its day: stale', '{n} past their day: stale', one.n_overdue)}"


def _policy(name: str, title: str, count: int) -> str:
    return tr_n(
        "{policy}: {title}; {n} question",
        "{policy}: {title}; {n} questions",
        count,
        policy=name,
        title=tr(title),
    )


def _part(one: Part) -> str:
    if not one.is_there:
        return tr("{name}: not there. {how}", name=one.name, how=one.how or "")
    return f"{one.name} {one.version}" if one.version else one.name


def _settings(settings: Sequence[SettingState]) -> list[str]:
    """Those that somebody made, and in one line the others."""
    others = ", ".join(one.name for one in settings if one.origin == "default")
    left = [tr("by default: {names}", names=others)] if others else []
    return [*(_setting(one) for one in settings if one.origin != "default"), *left]


def _setting(one: SettingState) -> str:
    if isinstance(one.value, bool):
        value = tr("yes") if one.value else tr("no")
    elif isinstance(one.value, int):
        value = tr_n("{n} told", "{n} told", one.value)
    else:
        value = one.value if isinstance(one.value, str) else ", ".join(one.value or [])
    return f"{one.name}: {value} ({tr('flag') if one.origin == 'flag' else one.origin})"


def _limit(one: Limit) -> str:
    if one.value is None:
        value = tr("not bounded")
    else:
        value = number(one.value) if one.unit == "count" else _size(one.value)
    return f"{tr(LIMITS[one.of])}: {value}"


def _folder(one: Folder) -> str:
    use = tr(FOLDERS[one.use])
    if one.path is None:
        return tr("{use}: none can be used", use=use)
    can = tr("can be written to") if one.is_writable else tr("cannot be written to")
    held = ""
    if one.n_files:
        held = "; " + tr_n("{n} file, {size}", "{n} files, {size}", one.n_files, size=_size(one.n_bytes))
    return f"{use}: {one.path}, {can}{held}"


def _shown(found: Condition) -> list[str]:
    shown = found.shown
    color = tr("in colour") if shown.uses_color else tr("without colour")
    return [
        tr("language {language}, locale {locale}, letters as {encoding}", language=shown.language,
           locale=shown.locale, encoding=shown.encoding),
        tr("{columns} columns, {color}", columns=shown.columns, color=color),
    ]  # fmt: skip


def _size(count: int) -> str:
    value, place = float(count), 0
    while value >= _STEP and place < len(_SIZES) - 1:
        value, place = value / _STEP, place + 1
    return f"{decimal(value) if place else number(count)} {_SIZES[place]}"
