"""The user's own browser, which prints a page: found, started without a way out, and ended in time."""

import contextlib
import os
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path

from lamppost.model.errors import LamppostError
from lamppost.model.language import tr

CHOSEN = "LAMPPOST_BROWSER"
"""Variable that names another browser."""
NAMES = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "microsoft-edge",
    "microsoft-edge-stable",
)
PLACES = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
)
PATIENCE_S = 300
_SWITCHES = (
    "--headless",
    "--disable-gpu",
    "--no-first-run",
    "--no-default-browser-check",
    "--no-pdf-header-footer",
    "--generate-pdf-document-outline",
    # no way out: no name is resolved, every connection goes to a proxy that is not there, loopback ones too
    "--host-resolver-rules=MAP * ~NOTFOUND",
    "--proxy-server=http://0.0.0.0:1",
    "--proxy-bypass-list=<-loopback>",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-domain-reliability",
    "--disable-sync",
    "--no-pings",
)


def browser() -> str | None:
    """The path of a browser that can print; None where none is found."""
    chosen = os.environ.get(CHOSEN)
    if chosen:
        return shutil.which(chosen)
    found = (shutil.which(name) for name in (*NAMES, *PLACES))
    return next((path for path in found if path), None)


def printed(page: str) -> bytes:
    """A page as PDF.

    Args:
        page: HTML that needs nothing besides itself.

    Raises:
        LamppostError: There is no browser, or it did not print.
    """
    path = browser()
    if path is None:
        raise LamppostError(
            tr("PDF is printed by a browser, and none is found on this machine"), hint=_what_to_try()
        )
    with tempfile.TemporaryDirectory(prefix="lamppost-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        source, target = folder / "page.html", folder / "page.pdf"
        source.write_text(page, encoding="utf-8", errors="replace")
        said = _run([path, *_switches(folder), f"--print-to-pdf={target}", source.as_uri()], folder)
        if not target.is_file():
            raise LamppostError(
                tr("{browser} did not print the page: {said}", browser=Path(path).name, said=said),
                hint=_what_to_try(),
            )
        return target.read_bytes()


def _what_to_try() -> str:
    return tr(
        "Install Chromium, Google Chrome or Microsoft Edge, name one in {variable}, or open the .html and print it there.",
        variable=CHOSEN,
    )


def _switches(folder: Path) -> list[str]:
    """How it is started; as root, Chromium runs without its sandbox or not at all."""
    own = ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
    return [*_SWITCHES, *own, f"--user-data-dir={folder / 'profile'}"]


def _run(line: list[str], folder: Path) -> str:
    """Run it to its end; the last words that it said."""
    try:
        started = subprocess.Popen(  # noqa: S603 - a browser that the user installed, with words of ours
            line,
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )
    except OSError as error:
        return str(error.strerror)
    with started as process:
        try:
            _, said = process.communicate(timeout=PATIENCE_S)
        except subprocess.TimeoutExpired:
            _end(process)
            return tr("it took more than {seconds} s; the page may be too long for it", seconds=PATIENCE_S)
    words = said.decode("utf-8", "replace").split("\n")
    last = next((line for line in reversed(words) if line.strip()), None)
    return (last or tr("status {code}", code=process.returncode))[:200]


def _end(process: "subprocess.Popen[bytes]") -> None:
    """End a browser with all that it started."""
    if hasattr(os, "killpg"):
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
    process.kill()
    process.communicate()
