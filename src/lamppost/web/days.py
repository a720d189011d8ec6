"""Days that an address or a form asks for."""

from datetime import date

from lamppost.model.errors import LamppostError
from lamppost.model.language import tr


def day_in(text: str) -> date:
    """A day that was asked for.

    Raises:
        LamppostError: It is none.
    """
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise LamppostError(tr("that is no day"), hint=tr("Write it as 2026-11-23.")) from None
