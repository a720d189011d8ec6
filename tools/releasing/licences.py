"""Under which licence each thing in a release may be used, and what it owes.

    python -m tools.releasing.licences            writes docs/reference/licences.md and ATTRIBUTION.md
    python -m tools.releasing.licences --check    fails where they would differ, or a licence is not known to fit

A licence is what the package's own metadata say: an SPDX expression, else the words of its `License` field or its
classifiers where these name one licence, else (for a bare "BSD") the text that it ships.
"""

import argparse
import re
import sys
from dataclasses import dataclass
from pathlib import Path

from packaging.licenses import InvalidLicenseExpression, canonicalize_license_expression
from tools.releasing.installed import NotInstalledError, Package, runtime

from lamppost.knowledge.loading import load_packs
from lamppost.knowledge.packs import Packs
from lamppost.knowledge.shares import credits_due, manifests
from lamppost.knowledge.structs import Manifest

ROOT = Path(__file__).resolve().parents[2]
PAGE = Path("docs/reference/licences.md")
CREDITS = Path("ATTRIBUTION.md")
PACKS = Path("src/lamppost/packs")

FITS = {
    "0BSD": "",
    "Apache-2.0": "",
    "Apache-2.0 WITH LLVM-exception": "",
    "BSD-2-Clause": "",
    "BSD-3-Clause": "",
    "CC-BY-4.0": "data, with credit",
    "CC0-1.0": "",
    "ISC": "",
    "MIT": "",
    "MIT-0": "",
    "MPL-2.0": "a package of its own, installed as it is; what is changed in its files has to be published",
    "PSF-2.0": "",
    "Zlib": "",
}
"""Licences that fit a program under Apache-2.0 which installs such a package beside it, and what to note."""

_WORDS = {
    "apache 2.0": "Apache-2.0",
    "apache license 2.0": "Apache-2.0",
    "apache license, version 2.0": "Apache-2.0",
    "cc by 4.0": "CC-BY-4.0",
    "cc by 4.0 (https://creativecommons.org/licenses/by/4.0/)": "CC-BY-4.0",
    "license :: osi approved :: apache software license": "Apache-2.0",
    "license :: osi approved :: isc license (iscl)": "ISC",
    "license :: osi approved :: mit license": "MIT",
    "license :: osi approved :: mozilla public license 2.0 (mpl 2.0)": "MPL-2.0",
}
_BSD = ("bsd", "license :: osi approved :: bsd license")
_THIRD_CLAUSE = re.compile(r"neither\s+the\s+names?\b", re.IGNORECASE)
_TOKEN = re.compile(r"\(|\)|[^()\s]+")


@dataclass(frozen=True, slots=True)
class Licence:
    """A licence and where it was read."""

    expression: str | None
    """SPDX; None where nothing names one."""
    told_by: str


def licence_of(package: Package) -> Licence:
    """The licence of a package, by the first of its metadata that names one."""
    told = package.told
    if told.get("License-Expression"):
        return Licence(spdx(told["License-Expression"]), "expression")
    classifiers = [line for line in told.get_all("Classifier") or [] if line.startswith("License ::")]
    words = (told.get("License") or "").strip()
    named = [spdx(text) for text in (words, *classifiers)]
    for expression, source in zip(named, ("License field", *["classifier"] * len(classifiers)), strict=True):
        if expression is not None:
            return Licence(expression, source)
    if any(text.lower() in _BSD for text in (words, *classifiers)):
        texts = [text for text in (words, *package.licence_texts) if "redistribution" in text.lower()]
        if texts:
            return Licence("BSD-3-Clause" if _THIRD_CLAUSE.search(texts[0]) else "BSD-2-Clause", "text")
    return Licence(None, "nothing")


def spdx(words: str) -> str | None:
    """The SPDX expression that words are, or are known to mean; None where they name no licence for sure."""
    if words.lower() in _WORDS:
        return _WORDS[words.lower()]
    try:
        return str(canonicalize_license_expression(words)) if words and len(words) < 200 else None
    except InvalidLicenseExpression:
        return None


def fits(expression: str | None) -> bool:
    """Whether a licence is known to fit: each part of an AND, and one part of an OR."""
    if expression is None or spdx(expression) is None:
        return False
    tokens = _TOKEN.findall(expression.replace(" WITH ", "\x00"))
    answer, rest = _either([token.replace("\x00", " WITH ") for token in tokens])
    return answer and not rest


def _either(tokens: list[str]) -> tuple[bool, list[str]]:
    answer, rest = _both(tokens)
    while rest[:1] == ["OR"]:
        other, rest = _both(rest[1:])
        answer = answer or other
    return answer, rest


def _both(tokens: list[str]) -> tuple[bool, list[str]]:
    answer, rest = _one(tokens)
    while rest[:1] == ["AND"]:
        other, rest = _one(rest[1:])
        answer = answer and other
    return answer, rest


def _one(tokens: list[str]) -> tuple[bool, list[str]]:
    if tokens[:1] == ["("]:
        answer, rest = _either(tokens[1:])
        return answer and rest[:1] == [")"], rest[1:]
    return bool(tokens) and tokens[0] in FITS, tokens[1:]


def shipped_packs(root: Path) -> tuple[Packs, list[Manifest]]:
    """The shipped packs and their manifests, as `packs list` reads them."""
    return load_packs([]), manifests(root / PACKS)


def pack_licences(packs: Packs, held: list[Manifest]) -> list[tuple[str, str, str]]:
    """What of the data is under which licence: name, version and SPDX expression (or the words, where they are none)."""
    rows = [(one.id, one.version, spdx(one.licence) or one.licence) for one in held]
    return rows + [
        (
            f"deployments/{name}",
            str(one.edition.published_on or one.edition.year),
            spdx(one.edition.licence) or one.edition.licence,
        )
        for name, one in sorted(packs.editions.items())
    ]


def credits_file(root: Path) -> str:
    """ATTRIBUTION.md: to whom the shipped data is owed, in the words of the packs themselves."""
    packs, held = shipped_packs(root)
    lines = [
        "# Attribution",
        "",
        "lamppost's code is under the Apache License 2.0 (LICENSE). The data that ships with it:",
        "",
    ]
    lines += ["| data | version | licence |", "|---|---|---|"]
    lines += [f"| {name} | {version} | {licence} |" for name, version, licence in pack_licences(packs, held)]
    lines += ["", "Credits due, as `lamppost packs list` prints them:", ""]
    lines += [f"* {line}" for line in credits_due(packs, held)]
    texts = sorted((root / PACKS).glob("*/LICENSE*"))
    lines += ["", "Texts of licences that ask to be kept with the data:", ""]
    lines += [f"* {path.parent.name}: `lamppost/packs/{path.parent.name}/{path.name}`" for path in texts]
    return "\n".join(lines) + "\n"


def page(root: Path) -> str:
    """docs/reference/licences.md.

    Raises:
        NotInstalledError: What is installed is not what is pinned.
    """
    packages = runtime(root)
    rows = [(one, licence_of(one)) for one in packages]
    lines = [
        "# Licences",
        "",
        "Written by `make licences` from what is pinned and installed; `make test` fails where a licence is not known to fit.",
        "",
    ]
    lines += ["## Packages that are installed with lamppost", ""]
    lines += [
        "None is part of lamppost's own files. Their licences are those that their metadata tell, with where it stands: an SPDX expression, the `License` field, a classifier, or (a bare “BSD”) the text that is shipped.",
        "",
    ]
    lines += ["| package | version | licence | told by |", "|---|---|---|---|"]
    lines += [
        f"| {one.name} | {one.version} | {licence.expression or 'unknown'} | {licence.told_by} |"
        for one, licence in rows
    ]
    lines += [
        "",
        "An offer of two licences (`OR`) is taken up with the one that fits. Licences that fit, and what to note of them: "
        + "; ".join(f"{name} ({note})" if note else name for name, note in FITS.items())
        + ".",
        "",
    ]
    lines += [
        "## What these packages carry of others",
        "",
        "Shared libraries within their wheels for Linux on x86_64, whose terms stand in the licence files of the package:",
        "",
    ]
    lines += [f"* {one.name}: {', '.join(one.libraries)}" for one in packages if one.libraries]
    lines += ["", "JavaScript and WebAssembly, none of which lamppost runs or puts into a page:", ""]
    lines += [
        f"* {one.name}: {', '.join(f'`{path}`' for path in one.scripts)} ({licence.expression})"
        for one, licence in rows
        if one.scripts
    ]
    lines += [
        "",
        "The pages of `serve` and the HTML report run lamppost's own scripts (`web/static`), under Apache-2.0, and no other.",
        "",
    ]
    packs, held = shipped_packs(root)
    lines += ["## Data that ships with lamppost", "", "| data | version | licence |", "|---|---|---|"]
    lines += [f"| {name} | {version} | {licence} |" for name, version, licence in pack_licences(packs, held)]
    lines += [
        "",
        "Credits due, in the words of `lamppost packs list`; the file `ATTRIBUTION.md` in every release says them too:",
        "",
    ]
    lines += [f"* {line}" for line in credits_due(packs, held)]
    return "\n".join(lines) + "\n"


def misfits(root: Path) -> list[str]:
    """What has no licence that is known to fit: packages and data, each with what it says of itself."""
    packs, held = shipped_packs(root)
    wrong = [f"{name}: {licence}" for name, _, licence in pack_licences(packs, held) if not fits(licence)]
    for one in runtime(root):
        licence = licence_of(one)
        if not fits(licence.expression):
            wrong.append(f"{one.name} {one.version}: {licence.expression or 'no licence that is known'}")
    return wrong


def main() -> int:
    """Write both files, or say what is wrong with them."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--check", action="store_true")
    chosen = parser.parse_args()
    try:
        wrong = [f"not known to fit: {line}" for line in misfits(ROOT)]
        made = {PAGE: page(ROOT), CREDITS: credits_file(ROOT)}
    except NotInstalledError as error:
        print(f"{error}; run make setup", file=sys.stderr)
        return 2
    for path, text in made.items():
        if not chosen.check:
            (ROOT / path).write_text(text, "utf-8")
        elif not (ROOT / path).exists() or (ROOT / path).read_text("utf-8") != text:
            wrong.append(f"{path} is not what would be written now: run make licences")
    print("\n".join(wrong), file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
