"""How the closed words of the packs are told to people: what a row says, what a rule of a list is, what turned on a day."""

from lamppost.model.saying import noted, say

_FACTS = {
    "legal_name": noted("legal name: {value}"),
    "other_name": noted("other name: {value}"),
    "mac_block_registrant": noted("mac block registrant: {value}"),
    "registered_in": noted("registered in: {value}"),
    "based_in": noted("based in: {value}"),
    "owner": noted("owner: {value}"),
    "subsidiary_of": noted("subsidiary of: {value}"),
    "built_by": noted("built by: {value}"),
    "sold_by": noted("sold by: {value}"),
    "service_of": noted("service of: {value}"),
    "operated_by": noted("operated by: {value}"),
    "listed": noted("listed: {value}"),
    "list_rule": noted("list rule: {value}"),
    "passage": noted("passage: {value}"),
    "turn": noted("turn: {value}"),
    "member_of": noted("member of: {value}"),
}
_RULES = {
    "category": noted("category: {what!t}"),
    "scope": noted("scope: {what!t}"),
    "exception": noted("exception: {what!t}"),
    "waiver": noted("waiver: {what!t}"),
    "approval": noted("approval: {what!t}"),
    "end_date": noted("end date: {what!t}"),
    "consequence": noted("consequence: {what!t}"),
}
_TURNS = {
    "announced": noted("{day} announced: {words}"),
    "introduced": noted("{day} introduced: {words}"),
    "enacted": noted("{day} enacted: {words}"),
    "signed": noted("{day} signed: {words}"),
    "in_force": noted("{day} in force: {words}"),
    "amended": noted("{day} amended: {words}"),
    "decided": noted("{day} decided: {words}"),
    "appealed": noted("{day} appealed: {words}"),
    "reversed": noted("{day} reversed: {words}"),
    "lapsed": noted("{day} lapsed: {words}"),
    "repealed": noted("{day} repealed: {words}"),
    "admitted": noted("{day} admitted: {words}"),
    "found": noted("{day} found: {words}"),
    "ended": noted("{day} ended: {words}"),
}
KINDS = {
    "smart_city": noted("smart city"),
    "facial_recognition": noted("facial recognition"),
    "smart_policing": noted("smart policing"),
    "social_media": noted("social media surveillance"),
}
"""Kinds of surveillance that the indexes of deployments tell apart."""


def fact(what: str, value: str) -> str:
    """`legal name: Example Ltd`: what a row of the packs says.

    Args:
        what: Its property.
        value: Its value.
    """
    return say(_FACTS[what], value=value)


def rule_of_list(kind: str, what: str) -> str:
    """`exception: …`.

    Args:
        kind: What kind of rule it is.
        what: What it says.
    """
    return say(_RULES[kind], what=what)


def turn(what: str, day: str, words: str) -> str:
    """`2019-10-08 signed: …`.

    Args:
        what: What turned.
        day: The day.
        words: What happened.
    """
    return say(_TURNS[what], day=day, words=words)
