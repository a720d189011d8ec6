"""The scores of identification as a page of text: per folder, by evidence, each miss, and what it does not show."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from identification import GOAL, QUESTIONS, by_evidence, by_maker, called_watching, read_alike, score
from lamppost.model.vocabulary import WATCHING_KINDS
from scoring import Score, interval

if TYPE_CHECKING:
    from identification import Bench, Device


def print_page(
    answered: dict[str, "list[Device]"],
    real: "Sequence[Device]",
    other: "Sequence[Device]",
    left_out: dict[str, dict[str, Any]],
    bench: "Bench",
) -> None:
    """Print everything but the last line."""
    print("Captured: real traffic. Several captures of one device count once; the lines of folders overlap")
    print(f"{'':<28}{'devices':>8}{'kind':>24}{'maker':>24}")
    for name, devices in answered.items():
        if devices[0].label.origin == "captured":
            kind, maker = (_short(score(devices, question)) for question in QUESTIONS[:2])
            print(f"{name:<28}{len(devices):>8}{kind:>24}{maker:>24}")
    _print_scores(real)
    once = by_maker(real)
    print(
        f"each maker once: precision {_share(once.right, once.named)}, recall {_share(once.right, once.asked)}"
    )
    watching = [one for one in real if one.label.kinds and one.label.kinds & WATCHING_KINDS]
    seen = score(watching, "kind")
    print(f"kind of what watches or listens: {seen.right} of {seen.asked} right, {seen.wrong} wrong")
    called = called_watching(real)
    print(f"phones, lamps and others said to watch or listen: {', '.join(called) or 'none'}")
    alike = read_alike(real)
    print(
        f"not counted, since label and answer read the same table of MAC blocks: {alike.asked} devices, "
        f"{alike.right} named alike, {alike.wrong} otherwise, {alike.unknown} unknown"
    )
    print("\nThe maker, by the evidence that names it (status)")
    for words, row in by_evidence(real).items():
        print(f"  {words}: {row.right} right, {row.wrong} wrong")
    print("\nWrong or unknown, device by device")
    for line in _misses(real):
        print(f"  {line}")
    print("\nA maker taken away altogether: what is then said of its devices (anything but unknown is wrong)")
    for maker, row in left_out.items():
        print(f"  {maker} ({row['devices']}): {', '.join(row['named']) or 'unknown'}")
    print(f"\nEndpoints without a label (most are hosts outside): {bench.unlabelled}")
    print(f"  said to watch or listen, or that they may: {len(bench.unlabelled_watching)}")
    for line in bench.unlabelled_watching:
        print(f"  {line}")
    if other:
        print("\nReplayed or made: real answers in made frames, without their MAC blocks; never counted")
        _print_scores(other)
        for line in _misses(other):
            print(f"  {line}")
    print()


def _print_scores(devices: "Sequence[Device]") -> None:
    for question in QUESTIONS:
        held = score(devices, question)
        if not held.asked:
            print(
                f"{question}: no label tells ({held.unjudged} answered, {held.rightly_unknown} left unknown)"
            )
            continue
        print(
            f"{question}: precision {_share(held.right, held.named)}, recall {_share(held.right, held.asked)}, "
            f"unknown {held.unknown} of {held.asked}; "
            f"cannot tell: {held.rightly_unknown} left unknown, {held.unjudged} answered"
        )
        low = interval(held.right, held.named)
        if low is not None and low[0] < GOAL:
            print(f"   a precision of {GOAL} is not shown: with {held.named} devices it may be {low[0]:.2f}")


def _share(right: int, of: int) -> str:
    ends = interval(right, of)
    return (
        "none" if ends is None else f"{right}/{of} = {right / of:.2f} (95 %: {ends[0]:.2f} to {ends[1]:.2f})"
    )


def _short(held: Score) -> str:
    words = [f"{held.right} right", f"{held.wrong} wrong", f"{held.unknown} unknown"]
    return ", ".join(word for word in words if not word.startswith("0 ")) or "cannot tell"


def _misses(devices: "Iterable[Device]") -> list[str]:
    lines = []
    for device in devices:
        for question in QUESTIONS:
            outcome = device.outcome(question)
            if outcome in ("right", "rightly_unknown", None):
                continue
            said = sorted({str(getattr(answer, question) or "unknown") for answer in device.answers})
            label = device.label
            asked = sorted(label.kinds or ()) if question == "kind" else [getattr(label, question)]
            wanted = " or ".join(str(one) for one in asked if one) or "cannot tell"
            lines.append(
                f"{outcome:<9}{question:<8}{label.device}: {wanted}; said {', '.join(said) or 'nothing: no endpoint'}"
            )
    return sorted(lines)
