"""The timeline: dated listings, laws, rules and cases, and deployments that concern a result, each with its source."""

from datetime import date
from typing import Literal

import msgspec

from lamppost.model.result import Link, PackRef, ToolRef
from lamppost.model.saying import Saying, Sentence
from lamppost.model.vocabulary import Status

TIMELINE_VERSION = "2"

Lane = Literal["lists", "laws", "cases", "deployments"]


class _Part(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A part of the document; unknown fields are refused."""


class Moment(_Part, frozen=True, kw_only=True):
    """Something that began, ended or turned on a day."""

    id: str
    on: date
    is_at_latest: bool = False
    """Only the day of an edition is known: it may have been so since before."""
    lane: Lane
    text: Sentence
    status: Status | None
    chain: list[Link]


class Undated(_Part, frozen=True, kw_only=True):
    """Something that concerns the result, and whose day is not held."""

    lane: Lane
    text: Sentence
    chain: list[Link]


class TimelineQuestion(_Part, frozen=True, kw_only=True):
    """Whom and what a timeline is about."""

    as_of: date
    organisations: list[str]
    """Ids of makers, builders and their owners."""
    bound: list[str]
    """Ids of those whose laws count: makers and builders."""
    laws: list[str]
    """Ids of laws that the result names."""
    place: str | None
    """Where rules and cases are asked for: ISO 3166-1 alpha-2 or ISO 3166-2, in lower case."""
    all_deployments: bool = False
    """Every deployment, whoever supplies it."""


class Timeline(_Part, frozen=True, kw_only=True):
    """What was dated, the oldest first, and what was not."""

    timeline_version: str
    tool: ToolRef
    packs: list[PackRef]
    question: TimelineQuestion
    names: list[str]
    """What the organisations are called."""
    moments: list[Moment]
    undated: list[Undated]
    sentences: dict[str, Saying] = {}
    """What the sentences that hold values were made of, by the sentence."""
