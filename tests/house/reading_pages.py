"""Pages of the documentation, read as instructions: files to write, lines to put into files, commands to run and what they print."""

import re
from dataclasses import dataclass

_STEP = re.compile(
    r"^(?:In `(?P<into>[^`]+)`, above the lines? (?P<tick>`{1,2})(?P<anchor>.+?)(?P=tick):\n\n"
    r"|`(?P<file>[^`\n]+)`:\n\n|`(?P<given>[^`\n]+)`, [^\n]*:\n\n)?"
    r"```(?P<language>\w+)\n(?P<block>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)
_NAMED = re.compile(r"# ([\w.-]+)\n")


@dataclass(frozen=True)
class Step:
    """What a page says to do."""

    language: str
    block: str
    file: str | None = None
    """The file that the block is, or goes into."""
    anchor: str | None = None
    """The lines above which it goes."""

    def write(self, folder):
        """Do it, where it is a file or goes into one."""
        path = folder / self.file
        if self.anchor is None:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(self.block, "utf-8")
            return
        text = path.read_text("utf-8")
        assert text.count(f"\n{self.anchor}") == 1, (self.file, self.anchor)
        path.write_text(text.replace(f"\n{self.anchor}", f"\n{self.block}{self.anchor}"), "utf-8")


def steps(text):
    """The steps of a page in their order; a block whose first line is `# NAME` is the file of that name."""
    for found in _STEP.finditer(text):
        block, file = found["block"], found["into"] or found["file"] or found["given"]
        if file is None and found["language"] in {"toml", "csv"} and (name := _NAMED.match(block)):
            file, block = name[1], block[name.end() :]
        yield Step(found["language"], block, file, found["anchor"])


def commands(block):
    """Each command of a block `console` with the lines that it is said to print."""
    for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
        command, _, output = part.partition("\n")
        yield command, [line.rstrip() for line in output.splitlines()]


def misses(told, printed):
    """What is told, in pieces between lines of `…`, and not printed in that order; None where all is."""
    if not told:
        return None
    pieces = [piece.strip("\n").split("\n") for piece in "\n".join(told).split("\n…")]
    at = 0
    for number, piece in enumerate(pieces):
        if piece in ([""], ["…"]):
            continue
        lines = piece[1:] if number == 0 and piece[0] == "…" else piece
        last = len(printed) - len(lines)
        places = [0] if number == 0 and lines is piece else range(at, last + 1)
        if number == len(pieces) - 1 and told[-1] != "…":
            places = [one for one in places if one == last]
        found = next((one for one in places if printed[one : one + len(lines)] == lines), None)
        if found is None:
            return lines
        at = found + len(lines)
    return None
