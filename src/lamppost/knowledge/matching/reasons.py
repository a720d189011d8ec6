"""Why a name is taken for a held one, in words."""

from lamppost.knowledge.matching.alignment import Alignment
from lamppost.model.saying import Sentence, say


def reasons(asked: str, held: str, alignment: Alignment) -> Sentence:
    """Which words agree, and which differ."""
    same = ", ".join(pair.held for pair in alignment.pairs if pair.alike == 1.0)
    nearly = ", ".join(f"{pair.asked} ~ {pair.held}" for pair in alignment.pairs if pair.alike < 1.0)
    said = [say("“{asked}” beside “{held}”", asked=asked, held=held)]
    if same:
        said.append(say("the same: {words}", words=same))
    if nearly:
        said.append(say("nearly the same: {words}", words=nearly))
    if alignment.extra:
        said.append(say("only in the first: {words}", words=", ".join(alignment.extra)))
    if alignment.missing:
        said.append(say("only in the second: {words}", words=", ".join(alignment.missing)))
    return say("{parts!t}", parts=said)
