"""The same for programs: results and findings as JSON, and a document that says so (OpenAPI 3.1)."""

from typing import Any

import msgspec
from starlette.requests import Request
from starlette.responses import FileResponse, Response

from lamppost import __version__, pipeline
from lamppost.model.answer import Answer, encode_answer
from lamppost.model.result import ResultDocument
from lamppost.model.timeline import Timeline
from lamppost.model.vocabulary import LEVELS
from lamppost.model.world import World
from lamppost.report.formats import FORMATS
from lamppost.web import answers
from lamppost.web import flows as flow_rows
from lamppost.web.answers import desk_of
from lamppost.web.findings import Found, asked_in, find
from lamppost.web.flow_screens import tabled
from lamppost.web.looks import Look
from lamppost.web.screens import indexed
from lamppost.web.shelf import About
from lamppost.web.timelines import place_in

JSON = "application/json"
_ID = {
    "name": "id",
    "in": "path",
    "required": True,
    "schema": {"type": "string", "pattern": "^res-[0-9a-f]{12}$"},
}
_NUMBER = {"name": "number", "in": "path", "required": True, "schema": {"type": "integer", "minimum": 0}}
_AS_OF = {
    "name": "as_of",
    "in": "query",
    "required": False,
    "description": "What held on this day; the day of this start unless given.",
    "schema": {"type": "string", "format": "date"},
}
_FORMAT = {
    "name": "format",
    "in": "path",
    "required": True,
    "schema": {"type": "string", "enum": list(FORMATS)},
}
_QUERY = {
    "kind": "Kind of device.",
    "maker": "Id of the maker, or its name where it has none; - for not known.",
    "verdict": "fail, open, pass or notApplicable.",
    "policy": "Id of a policy that judged.",
    "words": "Text in its name, place, maker or id.",
    "page": "Counted from 1.",
}
_FLOWS_QUERY = {
    "device": "Id of the device.",
    "operator": "Id of the operator of the network, or its name where it has none; - for not known.",
    "country": "Country in which the address is registered, ISO 3166-1 alpha-2 in lower case; - for not known.",
    "direction": "device, outside or both: who opened the connections; - where it is not told of each.",
    "law": "Id of a law that is laid over it; - for none.",
    "words": "Text in a name, an address, the device or the operator.",
    "sort": "sent, received, device or destination.",
    "page": "Counted from 1.",
}
_ASK_QUERY = {
    "q": "Name, id or address of what is asked for.",
    "kind": "company, brand, country, place, law, list, host or mac; if it is left out, it follows from the words.",
    "as_of": "ISO day that is asked about; else the day of the start.",
    "known_by": "ISO day; only what somebody had read by then counts.",
}

_PLACE = {"place": "Where rules and cases are asked for, as GB or US-OR (ISO 3166)."}
_MAP = {
    "edition": "Id of an edition; the newest that was out on the day unless given.",
    "supplier": "A supplier by name; all unless given.",
    "kind": "Only countries for which this kind is ticked.",
    "beside_as_of": "The day of a second map.",
    "beside_edition": "The edition of a second map.",
    "beside_supplier": "The supplier of a second map.",
}


class Results(msgspec.Struct, frozen=True, kw_only=True):
    """What is held."""

    results: list[About]


class Wrong(msgspec.Struct, frozen=True, kw_only=True):
    """Why something was refused."""

    error: str
    hint: str | None


def results(request: Request) -> Response:
    """What is held, the newest first."""
    return answer(Results(results=desk_of(request).shelf.list()))


def result(request: Request) -> Response:
    """A result document, byte by byte as it is kept."""
    return FileResponse(desk_of(request).shelf.path(request.path_params["result"]), media_type=JSON)


def findings(request: Request) -> Response:
    """One page of the devices or rows of a result."""
    _, index = indexed(request, request.path_params["result"])
    return answer(find(index, asked_in(request.query_params, index)))


def flows(request: Request) -> Response:
    """One page of the destinations of a result."""
    _, _, table = tabled(request)
    return answer(flow_rows.find(table, flow_rows.asked_in(request.query_params, table)))


def timeline(request: Request) -> Response:
    """The days on which something turned for those whom a result names."""
    held, _ = indexed(request, request.path_params["result"])
    place = place_in(request.query_params.get("place", ""))
    return answer(desk_of(request).asker.of(lambda packs: pipeline.timeline(held, place, packs)))


def ask(request: Request) -> Response:
    """An answer of the packs, byte by byte as `lamppost ask --json` prints it."""
    return Response(encode_answer(answers.answered(request)), media_type=JSON)


def look(request: Request) -> Response:
    """How far a look is."""
    return answer(desk_of(request).looks.get(request.path_params["number"]))


def openapi(request: Request) -> Response:
    """The document that says all this."""
    del request
    return answer(description())


def answer(value: object, status: int = 200) -> Response:
    """A value as JSON."""
    return Response(msgspec.json.encode(value), status_code=status, media_type=JSON)


def description() -> dict[str, Any]:
    """The interface as an OpenAPI document (https://spec.openapis.org/oas/v3.1.0), its schemas made from the types."""
    kinds = (Results, ResultDocument, Found, flow_rows.FoundFlows, Look, Wrong, Answer, World, Timeline)
    schemas, components = msgspec.json.schema_components(kinds, ref_template="#/components/schemas/{name}")
    results_, document, found, flows_, look_, wrong, answer_, world_, timeline_ = schemas
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "lamppost",
            "version": __version__,
            "description": "Results that are held on this machine. Each request bears the token of this start: as "
            "the cookie that the printed address sets, or as Authorization: Bearer TOKEN.",
        },
        "security": [{"token": []}],
        "paths": {
            "/api/results": {"get": _operation("What is held, the newest first.", results_, wrong, [])},
            "/api/results/{id}": {"get": _operation("A result document.", document, wrong, [_ID])},
            "/api/results/{id}/findings": {
                "get": _operation(
                    "One page of its devices or rows.", found, wrong, [_ID, *_parameters(_QUERY)]
                )
            },
            "/api/results/{id}/flows": {
                "get": _operation(
                    "One page of whom its devices talk to.", flows_, wrong, [_ID, *_parameters(_FLOWS_QUERY)]
                )
            },
            "/api/ask": {
                "get": _operation(
                    "What the packs say of one thing.", answer_, wrong, _parameters(_ASK_QUERY, needed=("q",))
                )
            },
            "/api/results/{id}/timeline": {
                "get": _operation(
                    "Days on which something turned for those whom it names.",
                    timeline_,
                    wrong,
                    [_ID, *_parameters(_PLACE)],
                )
            },
            "/api/results/{id}/report/{format}": {"get": _report(wrong)},
            "/api/results/{id}/share/{level}": {"get": _bundle(wrong)},
            "/api/looks/{number}": {
                "get": _operation("How far a look at what was handed over is.", look_, wrong, [_NUMBER])
            },
            "/api/figures": {
                "get": _operation(
                    "Published figures beside live queries over the packs.", answer_, wrong, [_AS_OF]
                )
            },
            "/api/world": {
                "get": _operation(
                    "Who supplies whom by country, and what differs.",
                    world_,
                    wrong,
                    [_AS_OF, *_parameters(_MAP)],
                )
            },
            "/api/openapi.json": {"get": _operation("This document.", {"type": "object"}, wrong, [])},
        },
        "components": {
            "schemas": components,
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
    }


def _parameters(query: dict[str, str], needed: tuple[str, ...] = ()) -> list[Any]:
    return [
        {
            "name": name,
            "in": "query",
            "required": name in needed,
            "description": text,
            "schema": {"type": "integer", "minimum": 1} if name == "page" else {"type": "string"},
        }
        for name, text in query.items()
    ]


def _report(wrong: object) -> dict[str, Any]:
    """A report as a file: one media type for each format."""
    made = _operation("A report of it, in a format.", {}, wrong, [_ID, _FORMAT])
    media = {one.media_type: {} for one in FORMATS.values()}  # type: dict[str, dict[str, Any]]
    made["responses"]["200"]["content"] = media
    return made


def _bundle(wrong: object) -> dict[str, Any]:
    """A bundle for others, as a ZIP."""
    level = {
        "name": "level",
        "in": "path",
        "required": True,
        "schema": {"type": "string", "enum": list(LEVELS)},
    }
    made = _operation("A bundle of it for others, without the user's network.", {}, wrong, [_ID, level])
    made["responses"]["200"]["content"] = {"application/zip": {}}
    return made


def _operation(summary: str, schema: object, wrong: object, parameters: list[Any]) -> dict[str, Any]:
    return {
        "summary": summary,
        "parameters": parameters,
        "responses": {
            "200": {"description": summary, "content": {JSON: {"schema": schema}}},
            "default": {"description": "Refused, in words.", "content": {JSON: {"schema": wrong}}},
        },
    }
