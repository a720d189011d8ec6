"""What a table is, and the numbers that links and chains get while tables are written."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal

from lamppost.model.result import Link, ResultDocument

Kind = Literal["text", "int", "real", "bool", "day", "instant", "chain"]
"""What a column holds: `day` and `instant` as the document writes them (ISO 8601, UTC), `chain` numbers of links."""
Chain = tuple[int, ...]
Value = str | int | float | bool | Chain | None
"""A cell; None where nothing is known."""
Row = tuple[Value, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column."""

    name: str
    kind: Kind
    refers: str | None
    """The table whose key it holds."""


@dataclass(slots=True)
class Links:
    """Every link that was met, each once, numbered from 1 in the order in which it was first met."""

    numbers: dict[Link, int] = field(default_factory=dict)

    def chain(self, links: Iterable[Link]) -> Chain | None:
        """The numbers of the links of a chain; None for one without links."""
        return tuple(self.numbers.setdefault(link, len(self.numbers) + 1) for link in links) or None

    def rows(self) -> Iterator[Row]:
        """The links by number."""
        for link, number in self.numbers.items():
            yield (
                number,
                link.subject,
                link.property,
                link.value,
                link.source,
                link.source_class,
                link.match,
                link.day,
                link.locator,
                link.url,
                link.original,
                link.statement,
                link.rule,
                link.status,
                link.from_own_pack,
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table of the result: its columns, and how its rows are made."""

    name: str
    means: str
    """What one row is."""
    columns: Sequence[Column]
    rows: Callable[[ResultDocument, Links], Iterator[Row]]
    key: Sequence[str] = ()


def columns(*described: str) -> list[Column]:
    """Columns from `name`, `name:kind` and `name>table`."""
    made = []
    for text in described:
        front, _, refers = text.partition(">")
        name, _, kind = front.partition(":")
        made.append(Column(name=name, kind=kind or "text", refers=refers or None))  # type: ignore[arg-type]
    return made


LINK = Table(
    name="link",
    means="one step of a chain: who said what of whom, where it stands, on which day",
    columns=columns(
        *("id:int", "subject", "property", "value", "source", "source_class", "match", "day:day", "locator"),
        *("url", "original", "statement", "rule", "status", "from_own_pack:bool"),
    ),
    rows=lambda result, links: links.rows(),  # noqa: ARG005 - it is made of what the other tables met
    key=("id",),
)
"""Written after all others."""
