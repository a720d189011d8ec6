"""The distinct texts that flow tables held by now: each is read once, however many files hold it."""

from collections.abc import Iterable, Mapping, Sequence
from weakref import WeakKeyDictionary

import numpy as np

from lamppost.engine.sql import Engine
from lamppost.model.observations import Column
from lamppost.observe.flow_table.engine_cells import Words
from lamppost.observe.logs.gathering import Gathering

MOST_TEXTS = 1 << 20
"""Texts of one kind that are kept for the next file at most; of a file with more, they are forgotten behind it."""

_held: "WeakKeyDictionary[Engine, dict[str, Column]]" = WeakKeyDictionary()
"""By engine, the texts that it has as tables."""
_known: "WeakKeyDictionary[Gathering, dict[str, Words]]" = WeakKeyDictionary()


def words_of(engine: Engine, table: str, group: str, fields: Sequence[str], into: Gathering) -> Words:
    """The distinct texts of some columns, which the engine has as the table `words_GROUP` of `word` and `code` from now on.

    Args:
        engine: Which has the rows.
        table: What it calls them.
        group: One of the values of `engine_cells.WORDS`.
        fields: Columns that share their texts.
        into: Whose numbers names get; what was read into it before is known.
    """
    kept, held = _known.setdefault(into, {}), f"words_{group}"
    known = kept.get(group)
    if known is not None:
        _hold(engine, held, known.texts)
    texts = _new(engine, table, fields, None if known is None else held)
    if group == "server_name":
        texts.sort()  # so that names get the same numbers in every run
    if known is None:
        known = Words(group, texts, into)
    elif len(texts):
        known = known.then(Words(group, texts, into))
    if len(texts) or group not in kept:
        _hold(engine, held, known.texts)
    kept[group] = known
    if len(known.texts) > MOST_TEXTS:
        del kept[group]
    return known


def known_words(engine: Engine, groups: Iterable[str], into: Gathering) -> dict[str, Words] | None:
    """The texts that are known of each group, which the engine has as tables from now on; None where nothing is known of one.

    Args:
        engine: Which is to have them.
        groups: Values of `engine_cells.WORDS`.
        into: What was read into it before is known.
    """
    kept = _known.get(into, {})
    if not all(group in kept for group in groups):
        return None
    found = {group: kept[group] for group in groups}
    for group, words in found.items():
        _hold(engine, f"words_{group}", words.texts)
    return found


def coded(
    rows: Mapping[str, Column], groups: Mapping[str, Sequence[str]], into: Gathering
) -> tuple[dict[str, Column], dict[str, Words]]:
    """Rows with codes in place of their texts, -1 for none, and by group what the codes stand for; nothing of it is kept.

    Args:
        rows: All rows of a short table, with texts.
        groups: By value of `engine_cells.WORDS`, the columns that share their texts.
        into: Whose numbers names get.
    """
    made, words = dict(rows), dict[str, Words]()
    for group, fields in groups.items():
        told = {field: rows[field].tolist() for field in fields}
        texts = sorted({text for column in told.values() for text in column if text is not None})
        codes = {text: at for at, text in enumerate(texts)}
        words[group] = Words(group, np.array(texts, object), into)
        for field, column in told.items():
            made[field] = np.fromiter((codes.get(text, -1) for text in column), np.int32, len(column))
    return made, words


def _hold(engine: Engine, table: str, texts: Column) -> None:
    """Have texts as a table, where the engine has not those already."""
    held = _held.setdefault(engine, {})
    if held.get(table) is texts:
        return
    held[table] = texts
    engine.hold(table, {"word": texts, "code": np.arange(len(texts), dtype=np.int32)})


def _new(engine: Engine, table: str, fields: Sequence[str], held: str | None) -> Column:
    """Distinct texts of columns, without those that are known.

    Args:
        engine: Which has the rows.
        table: What it calls them.
        fields: The columns.
        held: What it calls those that are known; None: none is.
    """
    parts = []
    for one in fields:
        part = f"SELECT DISTINCT f.{one} AS word FROM {table} AS f"
        if held is not None:
            part += f" LEFT JOIN {held} AS w ON w.word = f.{one} WHERE w.code IS NULL AND f.{one} IS NOT NULL"
        else:
            part += f" WHERE f.{one} IS NOT NULL"
        parts.append(part)
    batches = [batch["word"] for batch in engine.rows(" UNION ".join(parts))]
    return np.concatenate(batches) if batches else np.empty(0, object)
