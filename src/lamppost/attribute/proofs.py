"""What was looked for and absent, and the cheapest thing that would settle it."""

from lamppost.attribute.hits import Shown
from lamppost.attribute.weighing import READ_BY_SOMEONE
from lamppost.model.result import Named
from lamppost.model.saying import say, say_n
from lamppost.model.status import STRONG
from lamppost.model.vocabulary import EvidenceKind


def tried_in_vain(shown: Shown) -> list[str]:
    """Evidence about the maker that was looked for and absent, in words."""
    kinds: set[EvidenceKind] = {
        hit.evidence
        for hit in shown.hits
        if (hit.shows.maker or hit.shows.builder or hit.called) and hit.confidence != "low"
    }
    tried = []
    if "self_description" not in kinds:
        tried.append(_heard(shown))
    if "certificate" not in kinds:
        shows_one = any(field.startswith("tls.certificate") for field in shown.fields)
        tried.append(
            say("its certificate: it presents one that no fingerprint knows")
            if shows_one
            else say("its certificate: none was seen in clear")
        )
    if "cloud_name" not in kinds:
        tried.append(_asked(shown.n_names))
    if "mac_block" not in kinds:
        tried.append(
            say(
                "its MAC block: registered to {registrant}, which no pack holds as a maker",
                registrant=shown.registrant,
            )
            if shown.registrant
            else say("its MAC block: hidden, randomised or in no table")
        )
    if not kinds & READ_BY_SOMEONE:
        tried.append(say("a label or document that somebody read: none was entered"))
    shared = sorted({hit.field for hit in shown.hits if hit.shows.maker and hit.confidence == "low"})
    if shared:
        tried.append(say("{fields}: devices of several makers say the same", fields=shared))
    return tried


def next_proof(maker: Named | None, builder: Named | None, shown: Shown, key: str) -> str | None:
    """The cheapest thing that would settle maker and builder; None once nothing cheap would.

    Args:
        maker: The maker as attributed.
        builder: The builder as attributed.
        shown: The evidence.
        key: How people find the device: its address, else its MAC.
    """
    read = {hit.evidence for hit in shown.hits} & READ_BY_SOMEONE
    if maker is not None and maker.status == "confirmed":
        if builder is not None and builder.status not in STRONG:
            return say(
                "Ask the seller of the device at {where} who built it, or find a document that says so.",
                where=key,
            )
        return None
    if read:
        if maker is not None and maker.status == "disputed":
            return say(
                "Find the invoice of the device at {where}: its label and what it says of itself disagree.",
                where=key,
            )
        return say(
            "Capture while the device at {where} restarts: most devices describe themselves then, "
            "and that would stand beside its label.",
            where=key,
        )
    if maker is not None and maker.status == "disputed":
        return say(
            "Read the label of the device at {where}: what it shows names more than one maker.", where=key
        )
    if maker is not None and maker.status == "corroborated":
        return say(
            "Read the label of the device at {where}, or find its invoice: that would confirm the maker.",
            where=key,
        )
    if "self_description" not in {hit.evidence for hit in shown.hits}:
        return say(
            "Read the label of the device at {where}, or restart it while capturing: "
            "most devices describe themselves when they start.",
            where=key,
        )
    return say("Read the label of the device at {where}.", where=key)


def _heard(shown: Shown) -> str:
    if shown.fields:
        return say(
            "what it says of itself: heard {fields}; no fingerprint names a maker by it",
            fields=sorted(shown.fields),
        )
    return say("what it says of itself: no discovery answer, banner or lease request was seen")


def _asked(n_names: int) -> str:
    if not n_names:
        return say("the names it asks for: none seen")
    return say_n(
        "the names it asks for: {n} name seen, not known to be of one maker alone",
        "the names it asks for: {n} names seen, not known to be of one maker alone",
        n_names,
    )
