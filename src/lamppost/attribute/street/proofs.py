"""The cheapest thing that would make a site surer."""

from lamppost.model.saying import noted
from lamppost.model.sites import Site
from lamppost.model.status import STRONG

GO_AND_LOOK = noted(
    "Go there and look: is it still there, where does it point, and whose name is on it or on a sign?"
)
MEND_THE_MAP = noted(
    "Mend the map, or tell whoever keeps the register: somebody looked, and found no camera there."
)
ASK_WHO = noted("Look for a sign that says who runs it, or ask whoever owns the wall or pole.")
READ_THE_LABEL = noted("Read the name on its housing, or ask whoever runs it who made it.")
ASK_MAKER = noted("Ask whoever runs it who made it: that is only said on the map.")
ASK_MAKER_LISTED = noted("Ask whoever runs it who made it: that is only said in the register.")
WHOSE_OF_TWO = noted("Look for a sign that says who runs it: more than one is named.")
WHICH_MAKER = noted(
    "Read the name on its housing, or ask whoever runs it who made it: more than one maker is named."
)


def next_proof(site: Site) -> str | None:
    """What to do next about a site; None where nothing cheap is left to do.

    Args:
        site: The site, its next proof not yet told.
    """
    if site.is_found_otherwise and site.present != "disputed":
        return MEND_THE_MAP
    if site.present not in STRONG or (site.watches is None and site.kind_status not in STRONG):
        return GO_AND_LOOK
    if site.operator is None:
        return ASK_WHO
    if site.operator.status == "disputed":
        return WHOSE_OF_TWO
    if site.maker is None:
        return READ_THE_LABEL
    if site.maker.status == "disputed":
        return WHICH_MAKER
    if site.maker.status in STRONG:
        return None
    return ASK_MAKER if site.maker.chain[0].property.startswith("map.") else ASK_MAKER_LISTED
