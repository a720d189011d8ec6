"""A real Chromium before `lamppost serve`: whatever asks another host, or is complained about, fails the test."""

import os
import shutil
import subprocess
import sys
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from tests.browser.holding import hold

from lamppost.web.shelf import Shelf

NAMES = ("chromium", "chromium-browser", "google-chrome")
MISSING = "needs {}: make browser runs it where Debian's chromium is installed"
LOOK_MS = 120_000
"""How long a page may take here: the decoder may have to be compiled first."""
STEP_MS = 30_000


def _without(what):
    """Skip, or fail where the tests must not skip."""
    words = MISSING.format(what)
    if os.environ.get("LAMPPOST_REQUIRE_BROWSER"):
        pytest.fail(words)
    pytest.skip(words)


@pytest.fixture(scope="session")
def chromium():
    """A browser, headless."""
    if not os.environ.get("LAMPPOST_REQUIRE_BROWSER"):
        pytest.skip("make browser runs it, alone: the driver keeps a loop of events in its process")
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        _without("the package axe-playwright-python")
    program = os.environ.get("LAMPPOST_CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
    if program is None:
        _without("Chromium")
    with sync_playwright() as driver:
        # root has no sandbox of its own; the pages are ours
        browser = driver.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield browser
        browser.close()


@dataclass
class Served:
    """A `lamppost serve` that runs."""

    home: str
    """Its address, without the token."""
    token: str
    process: subprocess.Popen
    ids: dict[str, str] = field(default_factory=dict)

    def let_go(self):
        """Read what was held back."""
        self.process.stdin.write("\n")
        self.process.stdin.flush()

    def address(self, path):
        """The whole address of a page."""
        return self.home + path.format(**self.ids)


@contextmanager
def serving(folder, *options):
    """`lamppost serve` on a free port of the loopback address."""
    command = [sys.executable, "-m", "tests.browser.serving", "serve", "--data", str(folder), *options]
    root = Path(__file__).resolve().parents[2]
    environment = os.environ | {
        "PYTHONPATH": os.pathsep.join([str(root), *sys.path]),
        "LAMPPOST_AS_OF": "2026-11-23",
    }
    with subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment,
        cwd=root,
    ) as process:
        try:
            printed = process.stdout.readline().strip()
            assert printed, process.stderr.read()
            home, token = printed.split("/?token=")
            yield Served(home, token, process)
        finally:
            process.terminate()


@pytest.fixture(scope="session")
def shelf(tmp_path_factory):
    """A folder of results, and the ids of what is in it."""
    made = Shelf(tmp_path_factory.mktemp("results"))
    return made.folder, hold(made)


@pytest.fixture(scope="session")
def served(chromium, shelf):
    """The pages of what is held."""
    folder, ids = shelf
    with serving(folder) as made:
        made.ids |= ids
        yield made


@pytest.fixture
def own(chromium, tmp_path):
    """The pages of an empty folder, for a test that changes something."""
    with serving(tmp_path / "results", "--policy", "us-ndaa-889") as made:
        yield made


@pytest.fixture
def visit(chromium):
    """Opens a page of a server, watched: what asks elsewhere or is complained about fails the test at its end."""
    contexts, wrong = [], []

    def watch(page, home):
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("console", lambda said: wrong.append(said.text) if _is_complaint(said) else None)

        def let_through(route):
            if urlsplit(route.request.url).netloc == urlsplit(home).netloc:
                return route.continue_()
            wrong.append(f"asked another host: {route.request.url}")
            return route.abort()

        page.route("**/*", let_through)
        return page

    def opened(server, path="/", **options):
        context = chromium.new_context(
            **{"viewport": {"width": 1280, "height": 800}, "reduced_motion": "reduce"} | options
        )
        context.set_default_timeout(STEP_MS)
        context.set_default_navigation_timeout(LOOK_MS)
        contexts.append(context)
        name = f"lamppost-{urlsplit(server.home).port}"
        context.add_cookies([{"name": name, "value": server.token, "url": server.home, "sameSite": "Strict"}])
        page = watch(context.new_page(), server.home)
        page.goto(server.address(path))
        return page

    opened.wrong = wrong
    yield opened
    for context in contexts:
        context.close()
    assert wrong == []


def _is_complaint(said):
    """Whether the browser complains; that a refusal has the status of one is none."""
    return said.type in ("error", "warning") and "the server responded with a status of 4" not in said.text
