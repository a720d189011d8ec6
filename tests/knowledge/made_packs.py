"""Made packs of a user: organisations, lists and corrections, as files."""

import csv
from pathlib import Path

import yaml

MANIFEST = 'id: {name}\nversion: "1"\nday: "2026-11-23"\nlicence: CC0-1.0\nmissing: "all but this"\n'
ENTRY = (
    "id", "name_as_printed", "organisation", "listed_on", "removed_on", "scope", "original", "source_title",
    "source_url", "source_publisher", "source_class", "retrieved", "read", "locator", "review_by",
)  # fmt: skip


def source(retrieved="2026-11-20", **changed):
    return {
        "title": "A made source", "url": "https://example.net/made", "publisher": "Example", "class": "official",
        "retrieved": retrieved, "read": "here", "locator": "line 1", **changed,
    }  # fmt: skip


def statement(one, property_, value, *, retrieved="2026-11-20", **changed):
    return {
        "id": one, "property": property_, "value": value, "original": f"made words on {value}",
        "source": source(retrieved), "review_by": "2027-11-20", **changed,
    }  # fmt: skip


def entry(one, name, listed_on, removed_on="", *, organisation="", retrieved="2026-11-20"):
    cells = (
        one, name, organisation, listed_on, removed_on, "made", name, "A made source", "https://example.net/made",
        "Example", "official", retrieved, "here", "line 1", "2027-11-20",
    )  # fmt: skip
    return dict(zip(ENTRY, cells, strict=True))


class MadePacks:
    """Writes packs below a folder."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def pack(self, name):
        folder = self.root / name
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "pack.yml").write_text(MANIFEST.format(name=f"made-{name}"), encoding="utf-8")
        return folder

    def organisation(self, one, statements, *, name=None, owners_held="part"):
        file = {"id": one, "name": name or one.title(), "owners_held": owners_held, "statements": statements}
        self._yaml(self.pack("organisations") / f"{one}.yml", file)
        return self

    def brand(self, one, statements):
        self._yaml(
            self.pack("brands") / f"{one}.yml", {"id": one, "name": one.title(), "statements": statements}
        )
        return self

    def list(self, one, entries, *, held="part", **changed):
        folder = self.pack("lists") / one
        folder.mkdir(exist_ok=True)
        file = {
            "id": one, "name": f"The list {one}", "short_name": one.upper(), "publisher": "Example", "country": "us",
            "url": "https://example.net/list", "legal_basis": "a made act", "licence": "CC0-1.0", "held": held,
            "held_note": "made", "source": source(), "review_by": "2027-11-20", **changed,
        }  # fmt: skip
        self._yaml(folder / "list.yml", file)
        with (folder / "entries.csv").open("w", encoding="utf-8", newline="") as out:
            writer = csv.DictWriter(out, ENTRY)
            writer.writeheader()
            writer.writerows(entries)
        return self

    def law(self, one, country, **changed):
        """An access law of a country, in force since 2019, that says whom it binds and what can be asked."""
        said = {
            "original": f"made words of {one}", "language": "en", "locator": "section 1", "source": source(),
        }  # fmt: skip
        file = {
            "id": one, "name": f"The law {one}", "short_name": one.upper(), "country": country,
            "url": "https://example.net/law", "in_force_from": "2019-01-01", "bound": [{"id": f"{one}-bound", **said}],
            "asked": [{"id": f"{one}-asked", **said}], "sources": [source()], "review_by": "2027-11-20", **changed,
        }  # fmt: skip
        self._yaml(self.pack("laws") / f"{one}.yml", file)
        return self

    def network(self, one, prefixes, names=(), **changed):
        """What an organisation operates: one range, and names of its service."""
        row = {"source": source(), "review_by": "2027-11-20"}
        file = {
            "id": one,
            "names": [
                {"id": f"{one}-name-{at}", "suffix": name, "organisation": one, "shows_maker": False, **row, **more}
                for at, (name, more) in enumerate(names)
            ],
            "ranges": [{"id": f"{one}-range", "prefixes": list(prefixes), **row, **changed}],
        }  # fmt: skip
        self._yaml(self.pack("networks") / f"{one}.yml", file)
        return self

    def corrections(self, pack, *rows):
        header = "row,corrected_on,what,why,said_by,replaced_by\n"
        lines = [",".join(row) + "\n" for row in rows]
        (self.pack(pack) / "corrections.csv").write_text(header + "".join(lines), encoding="utf-8")
        return self

    def _yaml(self, path, value):
        path.write_text(yaml.safe_dump(value, allow_unicode=True, sort_keys=False), encoding="utf-8")
