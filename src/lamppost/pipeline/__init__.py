"""Observe, attribute, judge, report: the one place that sees all four stages and wires them.

Stages are imported where they are used: asking the packs needs none of them. What other modules hold,
callers reach through here.
"""

from lamppost.knowledge.files import read_context
from lamppost.knowledge.ftm.export import export_packs
from lamppost.knowledge.loading import choose_policies, describe_packs, load_packs
from lamppost.knowledge.seals import build as build_packs
from lamppost.knowledge.signatures import is_locked
from lamppost.knowledge.trust import distrust, sign_packs, trust, trusted_keys
from lamppost.knowledge.updating import steps as updating
from lamppost.pipeline.asking import ask, diff, render_answer, render_difference, supplies
from lamppost.pipeline.checking import check, check_policy, overdue
from lamppost.pipeline.documents import FORMATS, explain, read_document, read_result, render
from lamppost.pipeline.looking import Question, look, view_policy
from lamppost.pipeline.rejudging import Change, note, rejudge
from lamppost.pipeline.tables import build_networks

__all__ = [
    "FORMATS",
    "Change",
    "Question",
    "ask",
    "build_networks",
    "build_packs",
    "check",
    "check_policy",
    "choose_policies",
    "describe_packs",
    "diff",
    "distrust",
    "explain",
    "export_packs",
    "is_locked",
    "load_packs",
    "look",
    "note",
    "overdue",
    "read_context",
    "read_document",
    "read_result",
    "rejudge",
    "render",
    "render_answer",
    "render_difference",
    "sign_packs",
    "supplies",
    "trust",
    "trusted_keys",
    "updating",
    "view_policy",
]
