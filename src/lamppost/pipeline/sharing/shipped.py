"""What is known to everybody, for it stands in the packs that ship: nothing of it can give a user away."""

import re
from functools import cached_property
from typing import TYPE_CHECKING

from lamppost.attribute.labels import names_in, names_meant
from lamppost.knowledge.base import Knowledge
from lamppost.model.chain import Link, Named
from lamppost.model.kind_words import kind_named

if TYPE_CHECKING:
    from lamppost.knowledge.packs import Packs

_LETTERS = re.compile("[^\\W\\d_]{8,}")
"""Of a model or a version: more letters in a row than either has."""
_MANY_DIGITS = re.compile(r"[0-9]{8,}|[0-9A-Fa-f]{9,}")
_DAY = re.compile(r"(?<![0-9])20[0-9]{2}(?:0[1-9]|1[0-2])[0-3][0-9](?![0-9])")
_MOST_LETTERS = 40
_OPEN = ("\\S", "\\w", ".*", ".+", "[^")
"""Parts of a pattern that take any word that a stranger may choose."""
_WORD = re.compile("[A-Za-z]{3,}")


class Shipped:
    """The packs that ship, asked whether something stands in them."""

    def __init__(self, packs: "Packs", knowledge: Knowledge) -> None:
        """Keep them.

        Args:
            packs: The shipped packs alone.
            knowledge: The same, as of a day.
        """
        self._packs, self._knowledge = packs, knowledge

    def organisation(self, identity: str | None) -> bool:
        """Whether an organisation or brand has this id."""
        return identity is not None and (
            identity in self._packs.organisations or identity in self._packs.brands
        )

    def names(self, named: Named) -> bool:
        """Whether who is named is named by the packs alone."""
        links = named.chain
        if any(link.from_own_pack for link in links):
            return False
        if named.id is not None:
            return self.organisation(named.id)
        return bool(links) and all(link.statement is not None for link in links)

    def law(self, identity: str) -> bool:
        """Whether it is a law of the packs."""
        return identity in self._packs.laws

    def list(self, identity: str) -> bool:
        """Whether it is a list of the packs."""
        return identity in self._packs.lists

    def policy(self, identity: str, sha256: str) -> bool:
        """Whether it is a policy of the packs, word for word."""
        held = self._packs.policies.get(identity)
        return held is not None and held.sha256 == sha256

    def suffix(self, name: str) -> str | None:
        """The part of a host name that the packs know, if any."""
        host = self._knowledge.service_of(name)
        return host.suffix if host is not None else None

    def operates(self, address: str) -> bool:
        """Whether the packs know whose network an address lies in."""
        try:
            return self._knowledge.operator_of(address) is not None
        except ValueError:
            return False

    def meant(self, text: str) -> str | None:
        """The name of the packs that a text is, as they spell it."""
        held = names_meant(text, self._knowledge)
        if not held:
            return None
        one = self._packs.organisations.get(held[0].id) or self._packs.brands.get(held[0].id)
        return one.name if one is not None else None

    def named_in(self, text: str) -> str:
        """The names of the packs that are in a text."""
        held = dict.fromkeys(one.held for one in names_in(text, self._knowledge))
        return ", ".join(held)

    def word(self, text: str) -> bool:
        """Whether a text is a word for a kind of device."""
        return kind_named(text) is not None or text.casefold() == "unknown"

    def cites(self, link: Link) -> bool:
        """Whether a link is the text of a rule that ships."""
        return link.value in self._citations

    def example(self, rule: str | None, text: str) -> bool:
        """Whether a fingerprint itself holds a text that it matched."""
        held = self._packs.fingerprints.get(rule or "")
        if held is None or len(text) < 2:
            return False
        if text == held.shows.product_line:
            return True
        words = "\n".join((held.pattern.replace("\\", ""), *held.examples)).casefold()
        return text.casefold() in words

    def known(self, identity: str) -> bool:
        """Whether it is the id of something in the packs that rules ask about."""
        held = self._packs
        parts = (held.organisations, held.brands, held.lists, held.laws, held.places, held.policies)
        return any(identity in part for part in parts)

    def rule(self, policy: str, rule: str) -> bool:
        """Whether a policy of the packs has a rule of this id."""
        held = self._packs.policies.get(policy)
        return held is not None and any(one.id == rule for one in held.policy.rules)

    def fits(self, rule: str | None, text: str, tail: str) -> bool:
        """Whether a text that a fingerprint took for a model or a version can be one and nothing more."""
        held = self._packs.fingerprints.get(rule or "")
        if held is None or not self.shaped(text, tail):
            return False
        if not any(part in held.pattern for part in _OPEN):
            return True
        words = "\n".join((held.pattern, *held.examples)).casefold()
        return all(run.casefold() in words for run in _WORD.findall(text))

    def shaped(self, text: str, tail: str) -> bool:
        """Whether a text can be a model or a version: with a digit, no name, no serial number, no part of a MAC.

        Args:
            text: What a fingerprint took for one.
            tail: The last six hex digits of the MAC, which tell devices of one maker apart; empty where there is none.
        """
        bare = re.sub("[^0-9a-f]", "", text.casefold())
        return (
            len(text) <= _MOST_LETTERS
            and any(letter.isdigit() for letter in text)
            and text.isascii()
            and not _LETTERS.search(text)
            and not _MANY_DIGITS.search(_DAY.sub("", text))
            and not any(tail[at : at + 4] in bare for at in range(len(tail) - 3))
        )

    @cached_property
    def _citations(self) -> frozenset[str]:
        laws = set()
        for held in self._packs.policies.values():
            for rule in held.policy.rules:
                laws.add(rule.law.citation)
                laws.update(one.law.citation for one in rule.exemptions)
        return frozenset(laws)
