"""What several files cover, as one."""

from lamppost.model.observations import Coverage


def covered(one: Coverage, other: Coverage) -> Coverage:
    """What two files cover together."""
    made = Coverage()
    for name in Coverage.__struct_fields__:
        mine, theirs = getattr(one, name), getattr(other, name)
        if name in ("first_seen_at", "last_seen_at"):
            told = [at for at in (mine, theirs) if at is not None]
            value = (min if name == "first_seen_at" else max)(told, default=None)
        elif isinstance(mine, set):
            value = mine | theirs
        elif isinstance(mine, dict):
            value = mine | {key: mine.get(key, 0) + count for key, count in theirs.items()}
        else:
            value = mine + theirs
        setattr(made, name, value)
    return made
