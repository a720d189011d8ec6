"""Pages without sockets: the application is asked in this process."""

import shutil
from datetime import date
from pathlib import Path

import msgspec
import pytest
from starlette.testclient import TestClient
from tests.report.made_result import made_result

from lamppost import pipeline
from lamppost.web.app import make_app
from lamppost.web.desk import Desk
from lamppost.web.shelf import Shelf

PORT, TOKEN = 8123, "made-token"
HERE = f"http://127.0.0.1:{PORT}"
SAMPLES = Path(str(pipeline.__file__)).parents[1] / "samples"
LARGEST = 1_000_000
QUESTION = pipeline.Question(
    as_of=date(2026, 11, 23),
    context=pipeline.read_context(SAMPLES / "made-context.toml"),
    networks_tables=[SAMPLES / "made-operators.csv"],
)
"""What the pages are started with."""


@pytest.fixture(autouse=True)
def _quick_browser(monkeypatch, tmp_path):
    """A browser that prints at once, whatever the page says: what a real one prints is tested with the renderer."""
    made = tmp_path / "made-browser"
    made.write_text(
        '#!/bin/sh\nfor one in "$@"; do case $one in --print-to-pdf=*) printf %%PDF-1.4 >"${one#*=}";; esac; done\n'
    )
    made.chmod(0o700)
    monkeypatch.setenv("LAMPPOST_BROWSER", str(made))


@pytest.fixture
def desk(tmp_path):
    """A desk with an empty shelf."""
    made = Desk(Shelf(tmp_path / "results"), QUESTION, most_bytes=LARGEST, patience_s=None)
    yield made
    made.close()


@pytest.fixture
def stranger(desk):
    """Whoever has no token."""
    return TestClient(make_app(desk, port=PORT, token=TOKEN), base_url=HERE, follow_redirects=False)


@pytest.fixture
def client(stranger):
    """The user, who opened the printed address, with a browser that says where its forms come from."""
    assert stranger.get(f"/?token={TOKEN}").status_code == 303
    stranger.headers["Origin"] = HERE
    return stranger


@pytest.fixture
def held(desk):
    """Id of a made result that is held."""
    return desk.shelf.put(made_result())


@pytest.fixture(scope="session")
def sample():
    """The result of the bundled capture by two policies."""
    question = msgspec.structs.replace(QUESTION, policies=["us-ndaa-889", "no-outside-reach"])
    return pipeline.look([SAMPLES / "made-network.pcap"], question)


@pytest.fixture
def looked(desk, sample):
    """Id of it, held."""
    return desk.shelf.put(sample)


@pytest.fixture(scope="session")
def crowd(tmp_path_factory):
    """A shelf with the result of 5,000 devices by two policies, and its id; writing it takes seconds."""
    result = made_result()
    devices, verdicts = [], []
    for number in range(5000):
        like = result.devices[number % len(result.devices)]
        devices.append(msgspec.structs.replace(like, id=f"dev-{number:012x}"))
        own = result.verdicts[number % len(result.verdicts)]
        verdicts.append(msgspec.structs.replace(own, id=f"ver-{number:012x}", subject=f"dev-{number:012x}"))
    shelf = Shelf(tmp_path_factory.mktemp("crowd") / "results")
    whole = msgspec.structs.replace(result, devices=devices, verdicts=verdicts, suppressions=[])
    return shelf, shelf.put(whole)


@pytest.fixture
def many(desk, crowd):
    """Id of it, held."""
    shelf, identity = crowd
    shutil.copytree(shelf.folder, desk.shelf.folder, dirs_exist_ok=True)
    desk.shelf._remember(identity, shelf.get(identity))
    return identity
