"""A bundle of a result for others, from the Report screen."""

from datetime import UTC, datetime

from starlette.requests import Request
from starlette.responses import Response

from lamppost import pipeline
from lamppost.model.language import tr
from lamppost.model.vocabulary import LEVELS, Level
from lamppost.web.answers import desk_of
from lamppost.web.shelf import NotHeldError


def bundle(request: Request) -> Response:
    """The ZIP of one level; its pseudonyms are made with a key that is new each time and kept nowhere."""
    level: Level | None = next((one for one in LEVELS if one == request.path_params["level"]), None)
    if level is None:
        raise NotHeldError(
            tr("there is no such level"), hint=tr("There is {names}.", names=", ".join(LEVELS))
        )
    result = desk_of(request).shelf.get(request.path_params["result"])
    made = pipeline.share(result, level, pipeline.new_key(), datetime.now(UTC).date())
    return Response(
        made.zipped(),
        media_type="application/zip",
        headers={"Content-Disposition": f'attachment; filename="shared-{level}.zip"'},
    )
