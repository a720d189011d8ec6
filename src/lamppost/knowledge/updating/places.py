"""Where files of a folder of packs lie: in it, and not wherever a link in it leads."""

from pathlib import Path

from lamppost.knowledge.updating.rows import UpdateError


def refuse_links(into: Path, name: str) -> None:
    """Refuse a path of which any part below the folder is a symbolic link.

    Args:
        into: The folder of packs; it may itself be a link, for it was typed.
        name: A path below it.

    Raises:
        UpdateError: The message names the link.
    """
    path = into / name
    for place in (path, *path.parents[: len(Path(name).parts) - 1]):
        if place.is_symlink():
            raise UpdateError(
                f"{into.name}/{place.relative_to(into).as_posix()} is a symbolic link, and is not written through",
                hint="Put a folder or a file in its place, or give --into the folder that it leads to.",
            )
