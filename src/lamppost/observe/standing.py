"""Whether a file that is read more than once is still the one that was begun with."""

from pathlib import Path

from lamppost.model.observations import Issue
from lamppost.model.saying import noted, say


class Standing:
    """A file as it stood when it was begun with: which it was, its size, and when it was last written."""

    def __init__(self, path: Path) -> None:
        """See how it stands.

        Args:
            path: The file; one that is not there stands so too.
        """
        self._path, self._was = path, _seen(path)

    @property
    def size_bytes(self) -> int:
        """Bytes that it had; 0 where it was not there."""
        return self._was[2] if self._was is not None else 0

    def changed(self) -> str | None:
        """What became of it since, in words; None: nothing."""
        now = _seen(self._path)
        if now == self._was:
            return None
        if now is None:
            return noted("it is gone")
        if self._was is None or now[:2] != self._was[:2]:
            return noted("another file took its place")
        if now[2] == self._was[2]:
            return noted("it was written to")
        return say("from {before} to {now} bytes", before=self._was[2], now=now[2])

    def trouble(self, name: str) -> list[Issue]:
        """What is to be said of a file that changed; nothing of one that did not.

        Args:
            name: How results call it.
        """
        words = self.changed()
        return [] if words is None else [_changed(name, words)]


def _seen(path: Path) -> tuple[int, int, int, int] | None:
    """Device, number, bytes and the time of the last writing; None where there is no such file."""
    try:
        held = path.stat()
    except OSError:
        return None
    return held.st_dev, held.st_ino, held.st_size, held.st_mtime_ns


def _changed(name: str, words: str) -> Issue:
    return Issue(
        evidence=name,
        row=None,
        what=say("the file changed while it was read: {words!t}", words=words),
        expected=noted("a file that nobody writes to"),
        hint=noted("Look at a copy; what was appended meanwhile may be missing."),
    )
