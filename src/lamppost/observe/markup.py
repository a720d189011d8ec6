"""Elements of a large XML file one by one, as its end tags come; of what may grow without end nothing is made.

XML 1.0 (fifth edition) §4.1: an entity that a document type declares stands for a text of any size. A document type that declares anything is
refused, and so is a reference to another file; a bare one, as `nmap` writes it, is passed over.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from xml.parsers import expat

from lamppost.model.saying import noted, say

MOST_DEPTH = 200
MOST_NODES = 2_000_000
"""Elements within one that is taken."""
MOST_LETTERS = 1 << 16
"""Letters of one text or attribute; the rest is cut."""
_BETWEEN = " "


class MarkupError(Exception):
    """Why a file is no XML that is read, and where."""

    def __init__(self, what: str, line: int | None) -> None:
        """Keep the words."""
        super().__init__(what)
        self.what, self.line = what, line


@dataclass(slots=True)
class Element:
    """An element with all that it holds."""

    name: str
    """Without its namespace."""
    line: int
    attributes: dict[str, str]
    above: tuple[str, ...] = ()
    """Names of those that hold it, the outermost first."""
    within: int = 0
    """Which element of the file holds it: elements are counted from 1 in the order of their beginnings."""
    children: list["Element"] = field(default_factory=list)
    text: str = ""

    def all(self, *path: str) -> Iterator["Element"]:
        """The elements below it that the names lead to."""
        if not path:
            yield self
            return
        for child in self.children:
            if child.name == path[0]:
                yield from child.all(*path[1:])

    def first(self, *path: str) -> "Element | None":
        """The first of them, if there is one."""
        return next(self.all(*path), None)


class Markup:
    """One pass over a file."""

    def __init__(self, names: frozenset[str]) -> None:
        """Begin.

        Args:
            names: What to take, with all within; of one within another the outer one is given.
        """
        self.root: str | None = None
        """Name of the outermost element."""
        self.namespace: str | None = None
        """Its namespace."""
        self._names = names
        self._above: list[str] = []
        self._begun: list[int] = []
        self._n_begun = 0
        self._open: list[Element] = []
        self._done: list[Element] = []
        self._nodes = 0
        self._parser = expat.ParserCreate(namespace_separator=_BETWEEN)
        self._parser.buffer_text = True
        self._parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
        self._parser.StartDoctypeDeclHandler = self._refuse_declarations
        self._parser.EntityDeclHandler = self._refuse_entity
        self._parser.ExternalEntityRefHandler = self._refuse_reference
        self._parser.StartElementHandler = self._begin
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._text

    def elements(self, blocks: Iterable[bytes]) -> Iterator[Element]:
        """Each element that is to be taken, in the order of their ends.

        Raises:
            MarkupError: It is no XML, or one that is not read.
        """
        try:
            for block in blocks:
                self._parser.Parse(block, False)
                yield from self._take()
            self._parser.Parse(b"", True)
        except expat.ExpatError as error:
            raise MarkupError(
                say("no XML from here on: {error}", error=expat.ErrorString(error.code)), error.lineno
            ) from None
        except (LookupError, ValueError):  # an encoding that there is not, or that no parser of XML has
            raise self._error(noted("letters in an encoding that XML is not read in")) from None
        yield from self._take()

    def _take(self) -> list[Element]:
        done, self._done = self._done, []
        return done

    def _refuse_declarations(
        self, name: str, system: str | None, public: str | None, has_declarations: int
    ) -> None:
        del name, system, public
        if has_declarations:
            raise self._error(noted("a document type with declarations, by which XML can grow without end"))

    def _refuse_entity(self, *_: object) -> None:
        raise self._error(noted("an entity that the file declares itself, by which XML can grow without end"))

    def _refuse_reference(self, *_: object) -> int:
        raise self._error(noted("a reference to another file, which is never opened"))

    def _begin(self, full: str, attributes: dict[str, str]) -> None:
        space, _, name = full.rpartition(_BETWEEN)
        if self.root is None:
            self.root, self.namespace = name, space or None
        if len(self._above) >= MOST_DEPTH:
            raise self._error(say("elements in more than {most} others", most=MOST_DEPTH))
        if self._open or name in self._names:
            self._nodes += 1
            if self._nodes > MOST_NODES:
                raise self._error(say("more than {most} elements in one", most=MOST_NODES))
            told = {key.rpartition(_BETWEEN)[2]: value[:MOST_LETTERS] for key, value in attributes.items()}
            within = self._begun[-1] if self._begun else 0
            made = Element(name, self._parser.CurrentLineNumber, told, tuple(self._above), within)
            if self._open:
                self._open[-1].children.append(made)
            self._open.append(made)
        self._above.append(name)
        self._n_begun += 1
        self._begun.append(self._n_begun)

    def _end(self, full: str) -> None:
        del full
        self._above.pop()
        self._begun.pop()
        if self._open:
            ended = self._open.pop()
            if not self._open:
                self._done.append(ended)
                self._nodes = 0

    def _text(self, text: str) -> None:
        if self._open and len(self._open[-1].text) < MOST_LETTERS:
            self._open[-1].text += text[:MOST_LETTERS]

    def _error(self, what: str) -> MarkupError:
        return MarkupError(what, self._parser.CurrentLineNumber)
