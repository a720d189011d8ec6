"""Builds the documentation site into build/docs/site: pages of docs/, and the reference as code and packs have it now.

Strict: a page that stands nowhere, a link or an anchor that leads nowhere, and whatever a page would load from elsewhere, fail it.
`--pages` writes the pages alone, without the program that makes HTML of them.
"""

import argparse
import shutil
import subprocess
import sys
from pathlib import Path

from docs_site import checking, navigation, pages, searching

ROOT = Path(__file__).resolve().parents[1]
INTO = ROOT / "build" / "docs"
_CONFIG = ROOT / "tools" / "docs_site" / "zensical.toml"


def write_pages(into: Path) -> Path:
    """The configuration that stands beside the pages, which are written anew.

    Raises:
        ValueError: A page stands nowhere, or a place has no page.
    """
    source = into / "pages"
    shutil.rmtree(source, ignore_errors=True)
    texts = {}
    for name, path in pages.written().items():
        target = source / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if path.suffix == ".md":
            texts[name] = path.read_text("utf-8")
        else:
            shutil.copyfile(path, target)
    (source / "assets").mkdir()
    for name in ("site.css", "site.js"):
        shutil.copyfile(_CONFIG.with_name(name), source / "assets" / name)
    made = pages.made()
    if twice := sorted(set(made) & set(texts)):
        raise ValueError(f"both written and made: {', '.join(twice)}")
    texts |= made
    for name, text in texts.items():
        (source / name).parent.mkdir(parents=True, exist_ok=True)
        (source / name).write_text(text, "utf-8")
    places = navigation.navigation({name: pages.title_of(text) for name, text in texts.items()})
    standing = list(navigation.every_path(places))
    if lost := sorted(set(texts) ^ set(standing)) or sorted(
        {one for one in standing if standing.count(one) > 1}
    ):
        raise ValueError(f"these pages stand nowhere, twice, or are not there: {', '.join(lost)}")
    config = into / "zensical.toml"
    config.write_text(
        _CONFIG.read_text("utf-8").replace("nav = []", f"nav = {navigation.as_toml(places)}"), "utf-8"
    )
    return config


def build(into: Path) -> list[str]:
    """What is wrong with the site, which is built; the folder `site` in it is the site."""
    config = write_pages(into)
    program = [sys.executable, "-m", "zensical", "build", "--strict", "--clean", "--config-file", str(config)]
    done = subprocess.run(program, cwd=into, check=False, capture_output=True, text=True)
    said = done.stdout + done.stderr
    if done.returncode:
        return [said]
    searching.write_stand_in(into / "site")
    return list(checking.faults(into / "site"))


def main() -> int:
    """Build it, and leave with 1 where something is wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--into", type=Path, default=INTO)
    parser.add_argument("--pages", action="store_true", help="write the pages alone")
    asked = parser.parse_args()
    asked.into.mkdir(parents=True, exist_ok=True)
    if asked.pages:
        print(write_pages(asked.into).parent / "pages")
        return 0
    wrong = build(asked.into.resolve())
    print("\n".join(wrong) or f"{asked.into / 'site'}: no fault")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
