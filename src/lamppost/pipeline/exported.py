"""Exports of flows that captures hold, handed to the decoder of exports; it is imported when the first of them comes."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lamppost.observe.logs.gathering import Gathering
    from lamppost.observe.netflow.exports import Exports


class Exported:
    """Takes datagrams of captures, and gathers what those among them tell that are exports of flows."""

    def __init__(self, names: Sequence[str], view: int) -> None:
        """None came yet.

        Args:
            names: How results call the captures, by their numbers.
            view: Which kind of evidence they are, as `Gathering.view` has it.
        """
        self._names, self._view = names, view
        self._exports: Exports | None = None
        self._gathering: Gathering | None = None

    def take(
        self, data: bytes, ports: tuple[int, int], address: tuple[int, int], file: int, row: int
    ) -> bool:
        """Whether a datagram is an export of flows, which is then taken; see `Exports.take`."""
        if self._exports is None:
            from lamppost.observe.netflow.messages import is_meant

            if not is_meant(data, ports):
                return False
            from lamppost.observe.logs.gathering import Gathering
            from lamppost.observe.netflow.exports import Exports

            self._gathering = Gathering()
            self._gathering.view = self._view
            self._exports = Exports(self._gathering, self._names)
        return self._exports.take(data, ports, address, file, row)

    def gathered(self) -> "Gathering | None":
        """What they told; None where none came."""
        if self._exports is not None:
            self._exports.finish()
        return self._gathering
