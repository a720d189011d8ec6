"""What devices say of themselves, as columns: there may be many that nobody asks for, and each is made when it is asked for."""

from collections.abc import Iterable, Mapping, Sequence
from typing import overload

import numpy as np

from lamppost.model.addresses import ip_numbers, ip_text
from lamppost.model.observations import Column, SelfDescription

SAID: dict[str, type] = {
    "mac": np.int64,
    "ip_high": np.uint64,
    "ip_low": np.uint64,  # both 0 where the sender had no address
    "field": np.int32,
    "value": np.int32,
    "seen_at": np.int64,
    "first_row": np.int64,
    "evidence": np.int32,
}


class SelfDescriptions(Sequence[SelfDescription]):
    """Self-descriptions in the order of their rows."""

    def __init__(self, rows: Mapping[str, Column], fields: Sequence[str], values: Sequence[str]) -> None:
        """Columns of `SAID`.

        Args:
            rows: The columns, of one length.
            fields: Fields by their numbers.
            values: Values by their numbers.
        """
        self.rows = dict(rows)
        self.fields, self.values = fields, values

    @staticmethod
    def of(said: Iterable[SelfDescription]) -> "SelfDescriptions":
        """The same of some that are there."""
        if isinstance(said, SelfDescriptions):
            return said
        held = list(said)
        fields = {one: at for at, one in enumerate(dict.fromkeys(row.field for row in held))}
        values = {one: at for at, one in enumerate(dict.fromkeys(row.value for row in held))}
        halves = [ip_numbers(row.ip) if row.ip else (0, 0) for row in held]
        told: list[list[int]] = [
            [row.mac for row in held],
            [high for high, _ in halves],
            [low for _, low in halves],
            [fields[row.field] for row in held],
            [values[row.value] for row in held],
            [row.seen_at for row in held],
            [row.first_row for row in held],
            [row.evidence for row in held],
        ]
        columns: dict[str, Column] = {
            name: np.array(one, kind) for (name, kind), one in zip(SAID.items(), told, strict=True)
        }
        return SelfDescriptions(columns, list(fields), list(values))

    def then(self, others: "SelfDescriptions") -> "SelfDescriptions":
        """These, and behind them others."""
        more = others.rows | {
            "field": others.rows["field"] + np.int32(len(self.fields)),
            "value": others.rows["value"] + np.int32(len(self.values)),
        }
        rows = {name: np.concatenate([column, more[name]]) for name, column in self.rows.items()}
        return SelfDescriptions(rows, [*self.fields, *others.fields], [*self.values, *others.values])

    def in_files(self, place: Column) -> "SelfDescriptions":
        """The same, the files numbered otherwise.

        Args:
            place: The number of each.
        """
        return SelfDescriptions(
            self.rows | {"evidence": place[self.rows["evidence"]]}, self.fields, self.values
        )

    def in_order(self) -> "SelfDescriptions":
        """The same by file, row, field and value; what is alike in these stays as it was."""
        file, row, field = (self.rows[name] for name in ("evidence", "first_row", "field"))
        named = np.empty(len(self.fields), np.int64)
        named[sorted(range(len(self.fields)), key=self.fields.__getitem__)] = np.arange(len(self.fields))
        order = np.lexsort((named[field], row, file))
        alike = np.ones(max(0, len(order) - 1), bool)
        for column in (file, row, field):
            alike &= column[order[1:]] == column[order[:-1]]
        edges = np.flatnonzero(np.diff(np.concatenate([[False], alike, [False]]).astype(np.int8)))
        for start, end in edges.reshape(-1, 2).tolist():
            some = order[start : end + 1]
            values = [self.values[one] for one in self.rows["value"][some].tolist()]
            order[start : end + 1] = some[sorted(range(len(values)), key=values.__getitem__)]
        return SelfDescriptions(
            {name: column[order] for name, column in self.rows.items()}, self.fields, self.values
        )

    @overload
    def __getitem__(self, at: int) -> SelfDescription: ...
    @overload
    def __getitem__(self, at: slice) -> "SelfDescriptions": ...
    def __getitem__(self, at: int | slice) -> "SelfDescription | SelfDescriptions":
        if isinstance(at, slice):
            some = {name: column[at] for name, column in self.rows.items()}
            return SelfDescriptions(some, self.fields, self.values)
        row = {name: int(column[at]) for name, column in self.rows.items()}
        high, low = row["ip_high"], row["ip_low"]
        return SelfDescription(
            mac=row["mac"],
            ip=ip_text(high, low) if high or low else "",
            field=self.fields[row["field"]],
            value=self.values[row["value"]],
            seen_at=row["seen_at"],
            first_row=row["first_row"],
            evidence=row["evidence"],
        )

    def __len__(self) -> int:
        return len(self.rows["mac"])

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and list(self) == list(other)

    __hash__ = None  # type: ignore[assignment]
