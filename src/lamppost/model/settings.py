"""Settings: what a file in the folder worked in, or the environment, may say where a command line says nothing."""

from typing import Literal, NamedTuple

SETTINGS_FILE = "lamppost.toml"
"""Its name; it is read from the folder that a command is run in, and from no other."""
CONTEXT_TABLE = "context"
"""The table of that file that holds facts about the user, as a file for --context does."""
JUDGING = ("look", "check", "watch", "serve")
"""Commands that judge evidence anew."""
ASKING = (*JUDGING, "ask", "doctor", "note", "report")
"""Commands that take packs of the user's."""

Kind = Literal["text", "texts", "path", "paths", "yes"]


class Setting(NamedTuple):
    """One setting."""

    name: str
    """Its key in the file; its variable is LAMPPOST_ and this in capitals, its option this with hyphens."""
    parameter: str
    """What the commands call it."""
    kind: Kind
    """`texts` and `paths` are several; `yes` is true or false."""
    commands: tuple[str, ...]
    """The commands that it holds for; another takes it from its command line alone."""

    @property
    def variable(self) -> str:
        """Its environment variable."""
        return f"LAMPPOST_{self.name.upper()}"


SETTINGS = (
    Setting("as_of", "as_of", "text", ("look", "check", "serve", "ask")),
    Setting("policy", "policies", "texts", JUDGING),
    Setting("context", "context_file", "path", JUDGING),
    Setting("home", "home", "texts", JUDGING),
    Setting("suppressions", "suppressions_file", "path", JUDGING),
    Setting("packs", "pack_folders", "paths", ASKING),
    Setting("require_signed", "require_signed", "yes", ASKING),
    Setting("networks", "networks_tables", "paths", (*JUDGING, "ask")),
    Setting("engine", "engine", "text", ("look",)),
    Setting("fail_on", "fail_on", "text", ("look", "check")),
    Setting("min_severity", "min_severity", "text", ("look", "check")),
    Setting("color", "color", "text", ("look", "check", "report")),
    Setting("lang", "lang", "text", ()),
)
"""Every setting. None of them runs a command, names a cluster or says where something is written: a folder of evidence
may hold a file of this name that a stranger wrote."""
