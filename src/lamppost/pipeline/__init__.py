"""Observe, attribute, judge, report: the one place that sees all four stages and wires them.

Everything is imported when it is first used: asking the packs needs no stage, looking needs no export. What other modules hold,
callers reach through here.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lamppost.knowledge.cache import cache_directory
    from lamppost.knowledge.check import check_home
    from lamppost.knowledge.files import read_context
    from lamppost.knowledge.ftm.export import export_packs
    from lamppost.knowledge.loading import choose_policies, describe_packs, load_packs
    from lamppost.knowledge.packs import Packs
    from lamppost.knowledge.seals import build as build_packs
    from lamppost.knowledge.shapes import world_topology
    from lamppost.knowledge.signatures import is_locked, read_private_key
    from lamppost.knowledge.suppressions import read_suppressions
    from lamppost.knowledge.trust import distrust, sign_packs, trust, trust_file, trusted_keys
    from lamppost.knowledge.updating import steps as updating
    from lamppost.pipeline.annotating import annotate, refuse_what_has_no_copy
    from lamppost.pipeline.asking import ask, meanings, render_answer, supplies, world
    from lamppost.pipeline.checking import check, check_policy, overdue, reviews
    from lamppost.pipeline.differing import Hand, diff, on_two_days, render_difference
    from lamppost.pipeline.documents import (
        explain,
        is_document,
        missing,
        read_document,
        read_result,
        render,
        render_pieces,
    )
    from lamppost.pipeline.evidence import look, look_on_days
    from lamppost.pipeline.letters import LETTERS, Letter, letter, letter_choices, render_letter
    from lamppost.pipeline.looking import Question, view_policies
    from lamppost.pipeline.questions import questions_of
    from lamppost.pipeline.questions import standards_held as standards
    from lamppost.pipeline.rejudging import Change, note, rejudge
    from lamppost.pipeline.resuming import how_many_kept
    from lamppost.pipeline.sharing.bundle import Bundle, share
    from lamppost.pipeline.sharing.pseudonyms import new_key, read_key
    from lamppost.pipeline.sharing.verifying import verify
    from lamppost.pipeline.tables import build_networks
    from lamppost.pipeline.timelines import deployments_timeline, timeline
    from lamppost.report.formats import FORMATS

__all__ = [
    "FORMATS",
    "LETTERS",
    "Bundle",
    "Change",
    "Hand",
    "Letter",
    "Packs",
    "Question",
    "annotate",
    "ask",
    "build_networks",
    "build_packs",
    "cache_directory",
    "check",
    "check_home",
    "check_policy",
    "choose_policies",
    "deployments_timeline",
    "describe_packs",
    "diff",
    "distrust",
    "explain",
    "export_packs",
    "how_many_kept",
    "is_document",
    "is_locked",
    "letter",
    "letter_choices",
    "load_packs",
    "look",
    "look_on_days",
    "meanings",
    "missing",
    "new_key",
    "note",
    "on_two_days",
    "overdue",
    "questions_of",
    "read_context",
    "read_document",
    "read_key",
    "read_private_key",
    "read_result",
    "read_suppressions",
    "refuse_what_has_no_copy",
    "rejudge",
    "render",
    "render_answer",
    "render_difference",
    "render_letter",
    "render_pieces",
    "reviews",
    "share",
    "sign_packs",
    "standards",
    "supplies",
    "timeline",
    "trust",
    "trust_file",
    "trusted_keys",
    "updating",
    "verify",
    "view_policies",
    "world",
    "world_topology",
]

_PLACES = {
    "Bundle": ("lamppost.pipeline.sharing.bundle", "Bundle"),
    "new_key": ("lamppost.pipeline.sharing.pseudonyms", "new_key"),
    "read_key": ("lamppost.pipeline.sharing.pseudonyms", "read_key"),
    "read_private_key": ("lamppost.knowledge.signatures", "read_private_key"),
    "share": ("lamppost.pipeline.sharing.bundle", "share"),
    "verify": ("lamppost.pipeline.sharing.verifying", "verify"),
    "Change": ("lamppost.pipeline.rejudging", "Change"),
    "FORMATS": ("lamppost.report.formats", "FORMATS"),
    "Letter": ("lamppost.pipeline.letters", "Letter"),
    "LETTERS": ("lamppost.pipeline.letters", "LETTERS"),
    "Hand": ("lamppost.pipeline.differing", "Hand"),
    "Packs": ("lamppost.knowledge.packs", "Packs"),
    "Question": ("lamppost.pipeline.looking", "Question"),
    "annotate": ("lamppost.pipeline.annotating", "annotate"),
    "refuse_what_has_no_copy": ("lamppost.pipeline.annotating", "refuse_what_has_no_copy"),
    "ask": ("lamppost.pipeline.asking", "ask"),
    "build_networks": ("lamppost.pipeline.tables", "build_networks"),
    "build_packs": ("lamppost.knowledge.seals", "build"),
    "cache_directory": ("lamppost.knowledge.cache", "cache_directory"),
    "check": ("lamppost.pipeline.checking", "check"),
    "check_home": ("lamppost.knowledge.check", "check_home"),
    "check_policy": ("lamppost.pipeline.checking", "check_policy"),
    "choose_policies": ("lamppost.knowledge.loading", "choose_policies"),
    "describe_packs": ("lamppost.knowledge.loading", "describe_packs"),
    "deployments_timeline": ("lamppost.pipeline.timelines", "deployments_timeline"),
    "diff": ("lamppost.pipeline.differing", "diff"),
    "distrust": ("lamppost.knowledge.trust", "distrust"),
    "explain": ("lamppost.pipeline.documents", "explain"),
    "export_packs": ("lamppost.knowledge.ftm.export", "export_packs"),
    "how_many_kept": ("lamppost.pipeline.resuming", "how_many_kept"),
    "is_document": ("lamppost.pipeline.documents", "is_document"),
    "is_locked": ("lamppost.knowledge.signatures", "is_locked"),
    "letter": ("lamppost.pipeline.letters", "letter"),
    "letter_choices": ("lamppost.pipeline.letters", "letter_choices"),
    "load_packs": ("lamppost.knowledge.loading", "load_packs"),
    "look": ("lamppost.pipeline.evidence", "look"),
    "look_on_days": ("lamppost.pipeline.evidence", "look_on_days"),
    "meanings": ("lamppost.pipeline.asking", "meanings"),
    "missing": ("lamppost.pipeline.documents", "missing"),
    "note": ("lamppost.pipeline.rejudging", "note"),
    "on_two_days": ("lamppost.pipeline.differing", "on_two_days"),
    "overdue": ("lamppost.pipeline.checking", "overdue"),
    "questions_of": ("lamppost.pipeline.questions", "questions_of"),
    "read_context": ("lamppost.knowledge.files", "read_context"),
    "read_document": ("lamppost.pipeline.documents", "read_document"),
    "read_result": ("lamppost.pipeline.documents", "read_result"),
    "read_suppressions": ("lamppost.knowledge.suppressions", "read_suppressions"),
    "rejudge": ("lamppost.pipeline.rejudging", "rejudge"),
    "render": ("lamppost.pipeline.documents", "render"),
    "render_answer": ("lamppost.pipeline.asking", "render_answer"),
    "render_difference": ("lamppost.pipeline.differing", "render_difference"),
    "render_letter": ("lamppost.pipeline.letters", "render_letter"),
    "render_pieces": ("lamppost.pipeline.documents", "render_pieces"),
    "reviews": ("lamppost.pipeline.checking", "reviews"),
    "sign_packs": ("lamppost.knowledge.trust", "sign_packs"),
    "standards": ("lamppost.pipeline.questions", "standards_held"),
    "supplies": ("lamppost.pipeline.asking", "supplies"),
    "timeline": ("lamppost.pipeline.timelines", "timeline"),
    "trust": ("lamppost.knowledge.trust", "trust"),
    "trust_file": ("lamppost.knowledge.trust", "trust_file"),
    "trusted_keys": ("lamppost.knowledge.trust", "trusted_keys"),
    "updating": ("lamppost.knowledge.updating", "steps"),
    "view_policies": ("lamppost.pipeline.looking", "view_policies"),
    "world": ("lamppost.pipeline.asking", "world"),
    "world_topology": ("lamppost.knowledge.shapes", "world_topology"),
}
"""Where each name is to be had, and what it is called there; a name costs its module when it is first used."""


def __getattr__(name: str) -> object:
    """What the name stands for, imported now."""
    if name not in _PLACES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    module, called = _PLACES[name]
    found = getattr(import_module(module), called, None)
    if found is None:  # a module rather than something in one
        found = import_module(f"{module}.{called}")
    globals()[name] = found
    return found
