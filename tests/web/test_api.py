"""The interface for programs: it answers what its document says."""

import jsonschema
import msgspec
import pytest

from lamppost import pipeline
from lamppost.model.result import ResultDocument
from lamppost.report.formats import FORMATS
from lamppost.web.app import ROUTES

JSON = "application/json"


def described(client):
    return client.get("/api/openapi.json").json()


def schema_of(document, path, status="200"):
    own = document["paths"][path]["get"]["responses"][status]["content"][JSON]["schema"]
    return own | {"components": document["components"]}


def test_the_document_names_exactly_the_addresses_that_there_are(client):
    held = {
        route.path.replace("{result}", "{id}").replace(":int", "")
        for route in ROUTES
        if route.path.startswith("/api/")
    }
    assert set(described(client)["paths"]) == held
    for route in ROUTES:
        if route.path.startswith("/api/"):
            assert route.methods == {"GET", "HEAD"}


@pytest.mark.parametrize("which", ["held", "looked"])
def test_every_answer_is_what_the_document_says(client, request, which):
    client.post("/look", data={"as_of": "2026-11-23"}, files={"file": ("a.pcap", b"no capture")})
    identity, document = request.getfixturevalue(which), described(client)
    for path in document["paths"]:
        if "{format}" in path or "{level}" in path:
            continue
        query = "?q=hikvision" if path == "/api/ask" else ""
        answer = client.get(path.replace("{id}", identity).replace("{number}", "1") + query)
        assert answer.status_code == 200
        jsonschema.validate(answer.json(), schema_of(document, path))


@pytest.mark.parametrize("name", FORMATS)
def test_a_report_comes_as_the_document_says(client, looked, name):
    one = described(client)["paths"]["/api/results/{id}/report/{format}"]["get"]
    assert name in one["parameters"][1]["schema"]["enum"]
    if pipeline.missing(name):
        pytest.skip("no browser")
    answer = client.get(f"/api/results/{looked}/report/{name}")
    assert answer.headers["content-type"].split(";")[0] in one["responses"]["200"]["content"]
    assert answer.content == client.get(f"/results/{looked}/report/{name}").content


def test_refusals_are_what_the_document_says(client, looked):
    document = described(client)
    wrong = schema_of(document, "/api/results", "default")
    for answer in (
        client.get("/api/results/res-000000000000"),
        client.get("/api/nothing"),
        client.get(f"/api/results/{looked}/findings?kind=x"),
        client.get(f"/api/results/{looked}/report/odt"),
        client.get("/api/results", headers={"Host": "evil.example.net"}),
        client.post("/api/results"),
    ):
        assert answer.status_code >= 400
        jsonschema.validate(answer.json(), wrong)


def test_a_result_comes_as_it_is_kept(client, looked, sample):
    content = client.get(f"/api/results/{looked}").content
    assert msgspec.json.decode(content, type=ResultDocument) == sample


def test_findings_are_those_of_the_page(client, looked):
    every = client.get(f"/api/results/{looked}/findings").json()
    assert (every["total"], every["found"], every["pages"]) == (4, 4, 1)
    document = described(client)
    asked = document["paths"]["/api/results/{id}/findings"]["get"]["parameters"]
    assert {one["name"] for one in asked} == {"id", "kind", "maker", "verdict", "policy", "words", "page"}
    failing = client.get(f"/api/results/{looked}/findings?verdict=fail&policy=us-ndaa-889").json()
    assert [one["maker"] for one in failing["findings"]] == ["Hikvision"]
    assert failing["findings"][0]["id"] in {one["id"] for one in every["findings"]}
