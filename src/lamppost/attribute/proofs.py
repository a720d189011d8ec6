"""What was looked for and absent, and the cheapest thing that would settle it."""

from lamppost.attribute.hits import Shown
from lamppost.attribute.weighing import READ_BY_SOMEONE
from lamppost.model.result import Named
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
        tried.append(f"what it says of itself: {_heard(shown)}")
    if "certificate" not in kinds:
        shows_one = any(field.startswith("tls.certificate") for field in shown.fields)
        seen = "it presents one that no fingerprint knows" if shows_one else "none was seen in clear"
        tried.append(f"its certificate: {seen}")
    if "cloud_name" not in kinds:
        asked = (
            f"{_names(shown.n_names)} seen, not known to be of one maker alone"
            if shown.n_names
            else "none seen"
        )
        tried.append(f"the names it asks for: {asked}")
    if "mac_block" not in kinds:
        tried.append(
            f"its MAC block: registered to {shown.registrant}, which no pack holds as a maker"
            if shown.registrant
            else "its MAC block: hidden, randomised or in no table"
        )
    if not kinds & READ_BY_SOMEONE:
        tried.append("a label or document that somebody read: none was entered")
    shared = sorted({hit.field for hit in shown.hits if hit.shows.maker and hit.confidence == "low"})
    if shared:
        tried.append(f"{', '.join(shared)}: devices of several makers say the same")
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
            return f"Ask the seller of the device at {key} who built it, or find a document that says so."
        return None
    if read:
        if maker is not None and maker.status == "disputed":
            return f"Find the invoice of the device at {key}: its label and what it says of itself disagree."
        return (
            f"Capture while the device at {key} restarts: most devices describe themselves then, "
            "and that would stand beside its label."
        )
    if maker is not None and maker.status == "disputed":
        return f"Read the label of the device at {key}: what it shows names more than one maker."
    if maker is not None and maker.status == "corroborated":
        return f"Read the label of the device at {key}, or find its invoice: that would confirm the maker."
    if "self_description" not in {hit.evidence for hit in shown.hits}:
        return (
            f"Read the label of the device at {key}, or restart it while capturing: "
            "most devices describe themselves when they start."
        )
    return f"Read the label of the device at {key}."


def _heard(shown: Shown) -> str:
    if shown.fields:
        return f"heard {', '.join(sorted(shown.fields))}; no fingerprint names a maker by it"
    return "no discovery answer, banner or lease request was seen"


def _names(count: int) -> str:
    return "1 name" if count == 1 else f"{count} names"
