"""What a form asks of a map: which part of it, by which standard, and of whose cameras."""

from starlette.datastructures import FormData

from lamppost.model.asked import AskedStreet
from lamppost.model.boxes import box_in
from lamppost.model.errors import LamppostError
from lamppost.model.language import tr

_LONGEST = 200


def street_in(form: FormData) -> AskedStreet:
    """What the fields of a map ask for; an empty field asks for nothing.

    Args:
        form: The form.

    Raises:
        LamppostError: The box is none, or a place and a box are asked for at once.
    """
    place, box = _text(form, "place"), _text(form, "bbox")
    if place and box:
        raise LamppostError(
            tr("a place and a box were asked for"), hint=tr("One of them says which part of the map.")
        )
    bounds = box_in(box) if box else None
    if box and bounds is None:
        raise LamppostError(
            tr("that is no box"),
            hint=tr("Write west, south, east and north in degrees: 11.56,48.13,11.59,48.14."),
        )
    return AskedStreet(
        place=place,
        bounds=bounds,
        standard=_text(form, "standard"),
        with_homes=form.get("with_homes") == "true",
        official=form.get("official") == "true",
    )


def box_words(street: AskedStreet) -> str:
    """The box that was asked for, as it is written in a field; empty where there is none."""
    return ",".join(f"{one:.7g}" for one in street.bounds or ())


def _text(form: FormData, name: str) -> str | None:
    value = form.get(name)
    return (value.strip()[:_LONGEST] or None) if isinstance(value, str) else None
