"""What the pages of the tests are about: results of the bundled samples, and one of the worst values that strangers send."""

from pathlib import Path

import msgspec
from tests.report.made_result import made_result
from tests.report.made_street import many_result, quiet_street_result, street_result

from lamppost import pipeline

SAMPLES = Path(str(pipeline.__file__)).parents[1] / "samples"
CAPTURE = SAMPLES / "made-network.pcap"


def hold(shelf):
    """Put results into a shelf; the ids of them and of what is in them, by the names that addresses have for them."""
    question = pipeline.Question(
        as_of=made_result().as_of,
        policies=["us-ndaa-889", "no-outside-reach"],
        context=pipeline.read_context(SAMPLES / "made-context.toml"),
        networks_tables=[SAMPLES / "made-operators.csv"],
    )
    rows = shelf.folder.parent / f"{shelf.folder.name}-suppliers.csv"
    rows.write_text("maker,model\nHikvision,DS-1\nNobody we hold,X\n", "utf-8")
    capture, listed, odd = pipeline.look([CAPTURE], question), pipeline.look([rows], question), made_result()
    nothing = msgspec.structs.replace(capture, devices=[], verdicts=[])
    towns = {"town": quiet_street_result(), "odd_town": street_result(), "many": many_result()}
    held = towns | {"capture": capture, "rows": listed, "odd": odd, "nothing": nothing}
    ids = {name: shelf.put(result) for name, result in held.items()}
    camera = next(one for one in capture.devices if one.owners)
    ids["destination"] = camera.destinations[0].id
    return ids | {"camera": camera.id, "row": listed.assets[0].id, "odd_camera": odd.devices[1].id}
