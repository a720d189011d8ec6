"""Who runs a camera, as a map or register says; a name is kept only of an organisation, a public body or a business."""

import re
import unicodedata
from functools import lru_cache

import msgspec

from lamppost.attribute.labels import names_meant
from lamppost.knowledge.base import Knowledge
from lamppost.knowledge.matching.forms import forms_of
from lamppost.knowledge.operators import HeldOperator, held_operator, operator_link
from lamppost.knowledge.spelling import folded
from lamppost.model.chain import Link
from lamppost.model.sites import OperatorKind, Said
from lamppost.model.vocabulary import Match

MOST_LETTERS = 120
_PUBLIC_TYPES = ("public", "government", "military", "police", "federal", "state", "municipal")
_PRIVATE_PERSON = frozenset(
    folded(word)
    for word in (
        "private", "privat", "privé", "privée", "privato", "privado", "prive", "private owner", "private person", "privatperson",
        "particulier", "house owner", "home owner", "homeowner", "hausbesitzer", "eigentümer", "civilians", "resident", "anwohner",
        "propriétaire de la maison", "pemilik rumah", "yksityinen",
    )
)  # fmt: skip
"""Words that stand for a private person, and name nobody."""
_PUBLIC_WORDS = """
police | pd | polizei | polizia | policía | policia | policie | politie | politi | poliisi | polícia | policja | gendarmerie | carabinieri
sheriff | sheriffs | sheriff's | bundespolizei | kantonspolizei | stadtpolizei | städtische | ministry | ministerium | ministère | ministerio | ministero
government | gouvernement | parliament | parlament | eduskunta | municipality | municipal | municipio | municipalité | municipalidad | ayuntamiento
ajuntament | concello | prefeitura | mairie | rathaus | gemeinde | einwohnergemeinde | ortsgemeinde | stadtverwaltung | landeshauptstadt | landkreis
préfecture | prefettura | magistrat | kommune | kommun | kaupunki | kaupungin | gmina | urząd | město | obec | council | borough | county | township
canton | kanton | bundesamt | bundesgrenzschutz | zollverwaltung | highway patrol | state patrol | public works | city of | town of | village of | state of
department of | dept of | united states | port authority | transit authority | school district | transport for london | comune di | commune de | ville de | stadt | città di | cidade de
"""
_BUSINESS_WORDS = """
bank | banque | banca | banco | sparkasse | kantonalbank | raiffeisenbank | volksbank | hotel | hôtel | hostel | restaurant | ristorante | brasserie | pub
café | cafe | cinema | cinéma | kino | casino | theater | theatre | museum | supermarket | supermarkt | bergbahnen | bahnen | bahn | railway | railways
airport | flughafen | university | universität | université | università | universidad | hospital | klinik | spital | hôpital | clinic | parking | security
sports club | sportshop | shop | store | stores | properties | mall | shopping center | shopping centre | einkaufszentrum | apotheke | pharmacy | high school | college
versicherung | verkehrsbetriebe | stadtwerke | wetterstation | meteoschweiz | group | holding | holdings | association | hoa | homeowners association | verein | genossenschaft | stiftung | foundation
"""
_FIRST_WORD_ALONE = frozenset(
    {"stadt", "ville de", "commune de", "comune di", "city of", "town of", "village of", "state of"}
)


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """Who runs it, before it is put in the place of a site."""

    kind: OperatorKind
    organisation: str | None = None
    """Its id in the packs."""
    name: str | None = None
    """None where nobody is named, or a private person may be."""
    held: HeldOperator | None = None
    match: Match = "exact_name"
    is_person: bool = False
    """A word says that it is a private person, and not only that it may be one."""
    is_withheld: bool = False
    """Somebody is named, and the name is not kept: it may be a person's."""

    def links(self, seen: Link) -> list[Link]:
        """The links from the words of a map or register to who it is.

        Args:
            seen: What the map or register says.
        """
        first = msgspec.structs.replace(seen, match=self.match)
        return [first, operator_link(seen.value, self.held, self.match)] if self.held is not None else [first]


def operator_of(name: str | None, kind: str | None, wikidata: str | None, knowledge: Knowledge) -> Told:
    """Who the words name, as far as it may be told.

    A name is kept where the packs hold the organisation, where the index of operators lists it, where the tag of its type or a word in it
    says that it is a public body, and where a legal form or a word says that it is a business. Any other may be a person's, and is not kept.

    Args:
        name: The value of `operator`.
        kind: The value of `operator:type`.
        wikidata: The value of `operator:wikidata`.
        knowledge: The packs, as of a day.
    """
    shown = _plain(name)
    if shown is None:
        return Told(kind="unknown" if (kind or "").strip().lower() != "private" else "private")
    if folded(shown) in _PRIVATE_PERSON:
        return Told(kind="private", is_person=True)
    held = _organisation(shown, knowledge)
    if held is not None:
        return Told(kind="organisation", organisation=held, name=knowledge.name_of(held))
    public = (kind or "").strip().lower() in _PUBLIC_TYPES
    if (found := held_operator(shown, wikidata)) is not None:
        row, match = found
        return Told(kind=_kind(row, public=public), name=row.name, held=row, match=match)
    if public or says_public(shown):
        return Told(kind="public_body", name=shown)
    return (
        Told(kind="business", name=shown) if says_business(shown) else Told(kind="private", is_withheld=True)
    )


def operator_again(said: Said, knowledge: Knowledge) -> Told:
    """Who a stored document says runs a camera, under the id that the packs have for the name on the day.

    Args:
        said: What was kept of the words.
        knowledge: The packs, as of the day.
    """
    if said.operator is None:
        return Told(kind=said.operator_kind, is_withheld=said.is_withheld)
    organisation = _organisation(said.operator, knowledge)
    found = held_operator(said.operator, None) if organisation is None else None
    return Told(
        kind=said.operator_kind,
        organisation=organisation,
        name=said.operator,
        held=None if found is None else found[0],
        match=said.operator_match,
    )


def _organisation(name: str, knowledge: Knowledge) -> str | None:
    """The id of the one organisation of the packs that the name means; None where it means none, or several."""
    meant = {one.id for one in names_meant(name, knowledge) if knowledge.organisation(one.id) is not None}
    return meant.pop() if len(meant) == 1 else None


def _kind(row: HeldOperator, *, public: bool) -> OperatorKind:
    """What kind of body a listed operator is."""
    if public or row.type in _PUBLIC_TYPES or says_public(row.name):
        return "public_body"
    return "business" if says_business(row.name) else "organisation"


@lru_cache(maxsize=4096)
def says_public(name: str) -> bool:
    """Whether a word of a name says that it is a public body: `Kantonspolizei Zürich`, `City of Yakima`."""
    return any(
        found.start() == 0 or found[0].strip() not in _FIRST_WORD_ALONE
        for found in _PUBLIC.finditer(_words(name))
    )


@lru_cache(maxsize=4096)
def says_business(name: str) -> bool:
    """Whether a name ends with a legal form, or a word in it says that it is a business or an institution."""
    return _BUSINESS.search(_words(name)) is not None or any(form.left_out for form in forms_of(name))


def _pattern(words: str) -> re.Pattern[str]:
    found = sorted(
        {folded(word) for word in words.replace("\n", "|").split("|") if word.strip()}, key=len, reverse=True
    )
    return re.compile(rf"(?<!\S)(?:{'|'.join(map(re.escape, found))})(?!\S)")


_PUBLIC, _BUSINESS = _pattern(_PUBLIC_WORDS), _pattern(_BUSINESS_WORDS)


def _words(name: str) -> str:
    return folded(name)


def _plain(name: str | None) -> str | None:
    """A name in one line without control characters; None where there is no letter in it, or it is too long for a name."""
    if name is None:
        return None
    text = " ".join(
        "".join(" " if unicodedata.category(letter)[0] == "C" else letter for letter in name).split()
    )
    return text if any(map(str.isalpha, text)) and len(text) <= MOST_LETTERS else None
