"""Who answers questions to the packs: in a thread of its own, so that no answer waits for a look."""

from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import TypeVar

from lamppost import pipeline
from lamppost.model.answer import Answer, Meanings, Subject
from lamppost.model.language import language
from lamppost.web.speaking import in_language, shown

T = TypeVar("T")
_MOST_KEPT = 32


class Asker:
    """The packs, asked one question at a time; the last answers are kept."""

    def __init__(self, question: "pipeline.Question") -> None:
        """Keep which packs and tables are in hand; they are read with the first question."""
        self._question = question
        self._worker = ThreadPoolExecutor(max_workers=1, thread_name_prefix="lamppost-ask")
        self._packs: pipeline.Packs | None = None
        self._kept: OrderedDict[object, Answer] = OrderedDict()

    def ask(self, subject: Subject, asked: str, as_of: date, known_by: date | None) -> Answer:
        """What the packs say of one thing on a day, as `lamppost ask` does.

        Args:
            subject: What kind of thing.
            asked: Its name, id or address.
            as_of: The day.
            known_by: Only what somebody had read by this day counts.

        Raises:
            LamppostError: It cannot be asked so.
        """
        return self.of(lambda packs: self._ask(packs, subject, asked, as_of, known_by))

    def meanings(self, asked: str, as_of: date, known_by: date | None) -> Meanings:
        """What words may mean, where it is not said what kind of thing is asked for.

        Args:
            asked: The words.
            as_of: The day.
            known_by: Only what somebody had read by this day counts.
        """
        return self.of(lambda packs: pipeline.meanings(asked, as_of, packs, known_by))

    def of(self, question: "Callable[[pipeline.Packs], T]") -> T:
        """What the packs answer; what goes wrong is said in the language of whoever asks.

        Raises:
            LamppostError: They cannot be opened, or the question is none.
        """
        return shown(self._worker.submit(in_language, language(), lambda: question(self._in_hand())).result())

    def prepare(self, work: Callable[[], object]) -> None:
        """Do what questions would otherwise wait for, and open the packs; nobody waits for it."""
        self._worker.submit(work)
        self._worker.submit(self._in_hand)

    def close(self) -> None:
        """End the worker; what it does is not waited for."""
        self._worker.shutdown(wait=False, cancel_futures=True)

    def _in_hand(self) -> "pipeline.Packs":
        if self._packs is None:
            self._packs = pipeline.load_packs(
                self._question.pack_folders, require_signed=self._question.require_signed
            )
        return self._packs

    def _ask(
        self, packs: "pipeline.Packs", subject: Subject, asked: str, as_of: date, known_by: date | None
    ) -> Answer:
        key = (subject, asked, as_of, known_by)
        if key not in self._kept:
            self._kept[key] = pipeline.ask(
                subject, asked, as_of, packs, known_by, self._question.networks_tables
            )
            while len(self._kept) > _MOST_KEPT:
                self._kept.popitem(last=False)
        self._kept.move_to_end(key)
        return self._kept[key]
