"""Search in pages that are opened as files: what a browser does not load as a worker from a file, it takes from the page."""

import json
from pathlib import Path

_SCRIPT = """\
/* Pages opened as files: browsers load no worker from one, so the search comes with the page. Served pages are left alone. */
if (location.protocol === "file:") {
  const source = SOURCE
  const Before = window.Worker
  window.Worker = class extends Before {
    constructor(address, options) {
      super(/workers\\/search/.test(address) ? URL.createObjectURL(new Blob([source], { type: "text/javascript" })) : address, options)
    }
  }
}
"""


def write_stand_in(site: Path) -> None:
    """The script that the configuration names, with the search of the built site in it.

    Raises:
        ValueError: The site has no such worker, or several.
    """
    held = list((site / "assets" / "javascripts" / "workers").glob("search.*.js"))
    if len(held) != 1:
        raise ValueError(f"{len(held)} workers of the search, not one")
    source = json.dumps(held[0].read_text("utf-8")).replace("</", "<\\/")
    (site / "assets" / "iframe-worker.js").write_text(_SCRIPT.replace("SOURCE", source), "utf-8")
