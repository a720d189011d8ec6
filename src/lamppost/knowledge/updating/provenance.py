"""Where a file came from, and what its rows may say of that."""

from dataclasses import dataclass
from datetime import date
from urllib.parse import urlsplit

from lamppost.knowledge.updating.rows import Format
from lamppost.model.vocabulary import SourceClass


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """A file, its hash, and the address that it is said to be from.

    Only what comes from the publisher's own host speaks with the publisher's voice; of a file without an
    address, or from another host, nothing more is known than that someone handed it over.
    """

    name: str
    sha256: str
    url: str | None
    format: Format

    @property
    def is_publishers(self) -> bool:
        """Whether it is from a host of the publisher's."""
        host = (urlsplit(self.url).hostname or "") if self.url else ""
        return any(host == known or host.endswith(f".{known}") for known in self.format.hosts)

    @property
    def source_class(self) -> SourceClass:
        """Who speaks in its rows."""
        return self.format.source_class if self.is_publishers else "independent"

    @property
    def publisher(self) -> str:
        """Who handed it out."""
        if self.is_publishers:
            return self.format.publisher
        if self.url:
            return f"{urlsplit(self.url).hostname} (a copy; the publisher is {self.format.publisher})"
        return f"{self.format.publisher}, from a file whose origin nobody stated"

    def title(self, day: date | None) -> str:
        """The source's title: what it is, of which day, and by which hash it can be found again."""
        edition = f", edition of {day}" if day else ""
        return f"{self.format.title}{edition} ({self.name}, SHA-256 {self.sha256[:16]})"

    def url_of(self, printed: str | None) -> str:
        """Where a row can be looked up: where the file is from, else what the row prints."""
        for url in (self.url, printed):
            if url and url.startswith(("https://", "http://")):
                return url
        return self.format.url
