"""What the pages are served from: the shelf, the packs in hand, and one worker that looks and judges."""

from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import msgspec

from lamppost import pipeline
from lamppost.model.asked import AskedStreet
from lamppost.model.language import language, tr
from lamppost.model.policy import Question as PolicyQuestion
from lamppost.model.result import ResultDocument
from lamppost.web.asker import Asker
from lamppost.web.looks import Look, Looks, OnCompile, Progress
from lamppost.web.shelf import Shelf
from lamppost.web.speaking import in_language, shown

if TYPE_CHECKING:
    from lamppost.model.difference import Difference

T = TypeVar("T")
_MOST_KEPT = 3
PATIENCE_S = 3.0


class Choice(msgspec.Struct, frozen=True, kw_only=True):
    """A policy that may be chosen."""

    id: str
    name: str
    questions: list[PolicyQuestion]
    """What it asks of the user."""


class Desk:
    """One thing is looked at or judged at a time, in one thread: the store of packs belongs to the thread that opened it."""

    def __init__(
        self,
        shelf: Shelf,
        question: "pipeline.Question",
        *,
        most_bytes: int,
        patience_s: float | None = PATIENCE_S,
    ) -> None:
        """Keep what was chosen at the start.

        Args:
            shelf: Where results are.
            question: How evidence is looked at, unless a form says otherwise.
            most_bytes: Most bytes of an upload.
            patience_s: How long a form waits for a look; None waits for its end.
        """
        self.shelf, self.question, self.most_bytes = shelf, question, most_bytes
        self._worker = ThreadPoolExecutor(max_workers=1, thread_name_prefix="lamppost")
        self.asker = Asker(question)
        self.looks = Looks(self._submit, patience_s=patience_s)
        self._hand: pipeline.Hand | None = None
        self._choices_held: list[Choice] | None = None
        self._standards_held: list[tuple[str, str]] | None = None
        self._judged: OrderedDict[object, ResultDocument] = OrderedDict()
        self._differences: OrderedDict[object, Difference] = OrderedDict()

    def choices(self) -> list[Choice]:
        """The policies of the packs in hand, and the user's own that were named at the start; once known, at once."""
        if self._choices_held is None:
            self._choices_held = self._do(self._choices)
        return self._choices_held

    def standards(self) -> list[tuple[str, str]]:
        """Short names and names of the standards whose levels a map may be measured by; that of the start first."""
        if self._standards_held is None:
            self._standards_held = self._do(lambda: pipeline.standards(self._at_hand().packs))
        first = self.question.street.standard or self._standards_held[0][0]
        return sorted(self._standards_held, key=lambda one: one[0] != first)

    def told(self) -> dict[str, str | bool]:
        """What the user said of themselves at the start."""
        return {key: value for key, value in self.question.context.items() if value is not None}

    def look(
        self,
        folder: Path,
        paths: Sequence[Path],
        as_of: date,
        policies: Sequence[str],
        context: Mapping[str, str | bool],
        street: AskedStreet | None = None,
    ) -> Look:
        """How far a look at evidence, or at result documents that were handed over, is after a little while.

        Args:
            folder: What the files lie in; it is removed when they were read.
            paths: The files.
            as_of: The day.
            policies: Ids of policies.
            context: What the user says of themselves; what no chosen policy asks is left out.
            street: What is asked of a map; None asks what was chosen at the start.

        Raises:
            LamppostError: It cannot be looked at.
        """
        return self.looks.begin(
            folder, lambda *told: self._look(paths, as_of, policies, context, street, *told)
        )

    def judged(self, identity: str, as_of: date | None, policies: Sequence[str] | None) -> ResultDocument:
        """A result judged again on a day and by policies; None leaves as it is.

        Raises:
            LamppostError: There is none, or it cannot be judged so.
        """
        return shown(self._do(lambda: self._rejudged(identity, as_of, policies)))

    def difference(self, identity: str, as_of: date, policies: Sequence[str] | None) -> "Difference":
        """What a result says differently on another day, by the same policies and packs; the earlier day is the older one.

        Raises:
            LamppostError: There is none, or it cannot be judged so.
        """
        return shown(self._do(lambda: self._difference(identity, as_of, policies)))

    def close(self) -> None:
        """End the workers; what they do is not waited for."""
        self._worker.shutdown(wait=False, cancel_futures=True)
        self.asker.close()

    def _do(self, work: Callable[[], T]) -> T:
        return self._submit(work).result()

    def _submit(self, work: Callable[[], T]) -> "Future[T]":
        """Have it done by the worker, who says what goes wrong in the language of whoever asked."""
        return self._worker.submit(in_language, language(), work)

    def _at_hand(self) -> "pipeline.Hand":
        if self._hand is None:
            packs = pipeline.load_packs(
                self.question.pack_folders, require_signed=self.question.require_signed
            )
            self._hand = pipeline.Hand(
                packs=packs, policies=self._folders(self.question.policies, packs.policies)
            )
        return self._hand

    @staticmethod
    def _folders(chosen: Sequence[str], shipped: object) -> list[str]:
        return [one for one in chosen if one != "none" and one not in shipped]  # type: ignore[operator]

    def _choices(self) -> list[Choice]:
        hand = self._at_hand()
        own = pipeline.choose_policies(hand.policies, hand.packs)
        held = [*hand.packs.policies.values(), *own]
        return sorted(
            (Choice(id=one.policy.id, name=one.policy.name, questions=one.policy.questions) for one in held),
            key=lambda one: one.id,
        )

    def _loadable(self, policies: Sequence[str]) -> list[str]:
        """Policies by what loads them: the user's own by their folders."""
        hand = self._at_hand()
        own = {
            held.policy.id: folder
            for folder in hand.policies
            for held in pipeline.choose_policies([folder], hand.packs)
        }
        return [own.get(one) or _named(one, hand.packs.policies) for one in policies]

    def _same(self, result: ResultDocument) -> list[str] | None:
        """What loads the policies that judged; None where one is not in hand, which judging then says."""
        judged = [one.id for one in result.policies if one.id != "none"]
        held = {one.id for one in self._choices()}
        return self._loadable(judged) if held.issuperset(judged) else None

    def _look(
        self,
        paths: Sequence[Path],
        as_of: date,
        policies: Sequence[str],
        context: Mapping[str, str | bool],
        street: AskedStreet | None,
        progress: Progress,
        on_compile: OnCompile,
    ) -> list[str]:
        if all(pipeline.is_document(path) for path in paths):
            return [self.shelf.put(pipeline.read_result(path)) for path in paths]
        loadable = self._loadable(policies)
        chosen = pipeline.choose_policies(loadable, self._at_hand().packs)
        asked = {question.key for held in chosen for question in held.policy.questions}
        told = {key: value for key, value in context.items() if key in asked}
        question = msgspec.structs.replace(
            self.question,
            as_of=as_of,
            policies=loadable,
            context=told,
            street=street or self.question.street,
        )
        return [self.shelf.put(pipeline.look(paths, question, progress, on_compile))]

    def _rejudged(self, identity: str, as_of: date | None, policies: Sequence[str] | None) -> ResultDocument:
        key = (identity, as_of, None if policies is None else tuple(policies))
        if key in self._judged:
            self.shelf.path(identity)
            self._judged.move_to_end(key)
            return self._judged[key]
        result = self.shelf.get(identity)
        change = pipeline.Change(
            as_of=as_of,
            policies=self._same(result) if policies is None else self._loadable(policies),
            pack_folders=self.question.pack_folders,
            require_signed=self.question.require_signed,
        )
        made = pipeline.rejudge(result, change, self._at_hand().packs)
        _keep(self._judged, key, made)
        return made

    def _difference(self, identity: str, as_of: date, policies: Sequence[str] | None) -> "Difference":
        key = (identity, as_of, None if policies is None else tuple(policies))
        result = self.shelf.get(identity)
        if key in self._differences:
            return self._differences[key]
        made = [self._rejudged(identity, day, policies) for day in sorted((result.as_of, as_of))]
        name = result.evidence[0].path if result.evidence else identity
        found = pipeline.on_two_days(name, made, self._at_hand())
        _keep(self._differences, key, found)
        return found


def _keep(kept: OrderedDict[object, T], key: object, value: T) -> None:
    """Keep what took long to make, and no more than a few of its sort."""
    kept[key] = value
    while len(kept) > _MOST_KEPT:
        kept.popitem(last=False)


def _named(policy: str, shipped: object) -> str:
    """A policy of a pack by its id; nothing that a form says is taken for a folder.

    Raises:
        NotHeldError: No pack in hand has it.
    """
    from lamppost.web.shelf import NotHeldError

    if policy not in shipped:  # type: ignore[operator]
        raise NotHeldError(
            tr("no such policy is in hand"),
            hint=tr("Start with --policy FOLDER or --packs FOLDER to have yours."),
        )
    return policy
