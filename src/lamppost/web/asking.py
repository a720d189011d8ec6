"""Questions to the packs in hand, in a thread of their own: they do not wait for a look that takes hours."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from lamppost import pipeline

if TYPE_CHECKING:
    from lamppost.knowledge.packs import Packs

T = TypeVar("T")


class Asking:
    """One question is answered at a time: the store of packs belongs to the thread that opened it."""

    def __init__(self, pack_folders: Sequence[Path], *, require_signed: bool) -> None:
        """Keep which packs are asked; they are opened with the first question.

        Args:
            pack_folders: The user's own, besides those that ship.
            require_signed: Refuse packs that nobody signed.
        """
        self._pack_folders, self._require_signed = list(pack_folders), require_signed
        self._worker = ThreadPoolExecutor(max_workers=1, thread_name_prefix="lamppost-asking")
        self._packs: Packs | None = None

    def of(self, question: "Callable[[Packs], T]") -> T:
        """What the packs answer.

        Raises:
            LamppostError: They cannot be opened, or the question is none.
        """
        return self._worker.submit(lambda: question(self._at_hand())).result()

    def prepare(self, work: Callable[[], object]) -> None:
        """Do what questions would otherwise wait for, and open the packs; nobody waits for it."""
        self._worker.submit(work)
        self._worker.submit(self._at_hand)

    def close(self) -> None:
        """End the thread; what it does is not waited for."""
        self._worker.shutdown(wait=False, cancel_futures=True)

    def _at_hand(self) -> "Packs":
        if self._packs is None:
            self._packs = pipeline.load_packs(self._pack_folders, require_signed=self._require_signed)
        return self._packs
