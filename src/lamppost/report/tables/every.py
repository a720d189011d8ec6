"""Every table, in the order in which they are written: those that refer to others after them, links last."""

from lamppost.report.tables.places import PLACES
from lamppost.report.tables.said import SAID
from lamppost.report.tables.sending import SENDING
from lamppost.report.tables.shape import LINK, Table
from lamppost.report.tables.things import THINGS

TABLES: tuple[Table, ...] = (*THINGS, *SENDING, *PLACES, *SAID, LINK)
