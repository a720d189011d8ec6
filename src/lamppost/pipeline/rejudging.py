"""The same evidence on another day, under other policies or with more read: from a document alone."""

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from lamppost import __version__
from lamppost.knowledge.base import Knowledge
from lamppost.knowledge.check import check_context
from lamppost.knowledge.loading import NO_POLICY, choose_policies, load_packs
from lamppost.knowledge.packs import Judged
from lamppost.model.assets import AssetRow
from lamppost.model.errors import ResultError
from lamppost.model.evidence import LISTS
from lamppost.model.language import tr
from lamppost.model.result import Device, Note, ResultDocument, Street, Suppression, ToolRef
from lamppost.model.saying import noted
from lamppost.pipeline.checking import refuse_broken
from lamppost.pipeline.concluding import conclude
from lamppost.pipeline.looking import policy_refs, view_policies

if TYPE_CHECKING:
    from lamppost.attribute.laws import Laws
    from lamppost.knowledge.packs import Packs

Context = Mapping[str, str | bool | None]
MOST_NAMED = 5
"""Devices that a hint names."""
_NAME_THE_MAKER = {
    "label": noted("Name the maker with --maker, in the words of the label."),
    "document": noted("Name the maker with --maker, in the words of the document."),
    "reply": noted("Name the maker with --maker, in the words of the reply."),
}
"""What to try where no pack knows the words, by what they were read on."""


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """What is to be different; what is None stays as the document has it."""

    as_of: date | None = None
    policies: Sequence[str] | None = None
    """Names of policies, or folders; empty: none."""
    context: Context | None = None
    context_name: str = "context"
    """How errors name the file that the context was read from."""
    suppressions: Sequence[Suppression] | None = None
    notes: Mapping[str, Sequence[Note]] = msgspec.field(default_factory=dict)
    """Notes to add, by device id."""
    pack_folders: Sequence[Path] = ()
    require_signed: bool = False


def rejudge(result: ResultDocument, change: Change, packs: "Packs | None" = None) -> ResultDocument:
    """A new document from the observed values that one holds; the evidence itself is not needed.

    Values that no fingerprint knew when the document was made are not in it, so a newer pack may see
    less here than in the evidence itself.

    Args:
        result: The document.
        change: What is to be different.
        packs: The packs in hand, where they were loaded before; else they are.

    Raises:
        LamppostError: A broken pack or policy; a policy or a user's pack that the document was made by
            and that is not at hand; a note on a device that the document does not hold.
    """
    from lamppost.attribute.gaps import add_tables, count_unknown, next_proofs, renew_reach_gaps
    from lamppost.attribute.laws import Laws
    from lamppost.attribute.unknowns import count_out
    from lamppost.judge.suppressing import suppress
    from lamppost.judge.verdicts import judge

    packs = packs or load_packs(change.pack_folders, require_signed=change.require_signed)
    _check_packs(result, packs)
    _check_tables(result)
    as_of = change.as_of or result.as_of
    knowledge = Knowledge(packs, as_of)
    chosen = choose_policies(_policies(result, change, packs), packs)
    refuse_broken(chosen, packs)
    context = _context(result, chosen) if change.context is None else dict(change.context)
    if change.context is not None:
        check_context(context, [held.policy for held in chosen], change.context_name)
    if result.inventory is msgspec.UNSET and any(file.format in LISTS for file in result.evidence):
        return _rejudge_rows(result, change, chosen, context, packs, knowledge)
    if result.street is not msgspec.UNSET:
        return _rejudge_sites(result, result.street, change, chosen, context, packs, knowledge)
    laws = Laws(knowledge)
    counted = count_out(result, _devices(result, change, knowledge, laws))
    devices = counted.devices
    unknown, hours = counted.device_counts.get("unknown", 0), result.coverage.hours_with_traffic
    coverage = count_unknown(result.coverage, unknown)
    forms = [file.format for file in result.evidence]
    proofs = next_proofs(devices, unknown, hours, forms, coverage.gaps)
    coverage = msgspec.structs.replace(coverage, next_proofs=proofs)
    changed = msgspec.structs.replace(
        counted,
        tool=ToolRef(name="lamppost", version=__version__),
        as_of=as_of,
        packs=list(packs.refs),
        policies=policy_refs(chosen, context),
        verdicts=judge(devices, view_policies(chosen, knowledge, devices, context), context, as_of),
        coverage=add_tables(renew_reach_gaps(coverage, devices, laws), result.tables, as_of),
    )
    if result.inventory is not msgspec.UNSET:
        from lamppost.pipeline.together import with_rows_again

        changed = with_rows_again(changed, result, chosen, knowledge, context)
    excepted = result.suppressions if change.suppressions is None else change.suppressions
    changed = suppress(changed, excepted, [held.policy for held in chosen])
    return conclude(changed, packs)


def _rejudge_rows(
    result: ResultDocument,
    change: Change,
    chosen: Sequence[Judged],
    context: Context,
    packs: "Packs",
    knowledge: Knowledge,
) -> ResultDocument:
    """The same for a document of lists, whose rows hold all that was read."""
    from lamppost.judge.suppressing import suppress
    from lamppost.pipeline.listing import attribute_again, judge_assets

    if change.notes:
        raise ResultError(
            tr("a document of lists holds no device"), hint=tr("Write what you know into the list.")
        )
    again = attribute_again(result, knowledge)
    changed = msgspec.structs.replace(
        again,
        tool=ToolRef(name="lamppost", version=__version__),
        as_of=knowledge.as_of,
        packs=list(packs.refs),
        policies=policy_refs(chosen, context),
        verdicts=judge_assets(again.assets, chosen, knowledge, context),
    )
    excepted = result.suppressions if change.suppressions is None else change.suppressions
    return conclude(suppress(changed, excepted, [held.policy for held in chosen]), packs)


def _rejudge_sites(
    result: ResultDocument,
    street: Street,
    change: Change,
    chosen: Sequence[Judged],
    context: Context,
    packs: "Packs",
    knowledge: Knowledge,
) -> ResultDocument:
    """The same for a document of a map, whose sites hold all that was read of them."""
    from lamppost.judge.suppressing import suppress
    from lamppost.pipeline.street.noting import with_notes
    from lamppost.pipeline.street.rejudging import sites_again

    entered = with_notes(result, {one: list(some) for one, some in change.notes.items()})
    changed = msgspec.structs.replace(
        sites_again(entered, street, chosen, knowledge, context),
        tool=ToolRef(name="lamppost", version=__version__),
        as_of=knowledge.as_of,
        packs=list(packs.refs),
        policies=policy_refs(chosen, context),
    )
    excepted = result.suppressions if change.suppressions is None else change.suppressions
    return conclude(suppress(changed, excepted, [held.policy for held in chosen]), packs)


def note(result: ResultDocument, device_id: str, read: Note, change: Change | None = None) -> ResultDocument:
    """The document with what the user read on a device or a camera of a map, or in a reply about it, entered, and judged anew.

    Args:
        result: The document.
        device_id: Which device, or which camera; the id of a verdict on it or of a destination of it means the same.
        read: What was read.
        change: What else is to be different.

    Raises:
        ResultError: The words say nothing that the packs know, the operator's name may be a person's, or there is no such device.
        LamppostError: As for `rejudge`.
    """
    from lamppost.attribute.replies import builders_meant, read_entered
    from lamppost.knowledge.answers.names import StoredNames, near_names

    change = change or Change()
    packs = load_packs(change.pack_folders, require_signed=change.require_signed)
    knowledge = Knowledge(packs, change.as_of or result.as_of)
    from lamppost.pipeline.street.noting import entered_on, site_meant

    site = site_meant(result, device_id)
    if site is not None:
        device_id, read = site.id, entered_on(site, read, knowledge)
    else:
        device_id = _device_meant(result, device_id)
        if read.operator is not msgspec.UNSET or read.found is not msgspec.UNSET:
            raise ResultError(
                tr("{id}: --operator and --found belong to a camera of a map (site-…)", id=device_id),
                hint=tr("Enter what its label, a document or a reply says of maker and model."),
            )
    builder = read.reply.builder if read.reply else None
    if builder is not None and not builders_meant(builder, knowledge):
        raise ResultError(
            tr(
                "no pack holds an organisation called “{name}”, so nothing follows from its being the builder",
                name=builder,
            ),
            hint=tr("Add it in a pack of yours (--packs), or enter who made the device alone."),
        )
    says_more = read.operator is not msgspec.UNSET or read.found is not msgspec.UNSET
    if not says_more and not read_entered(read, device_id, knowledge):
        near = near_names(read.text, StoredNames(knowledge.store, "organisations", knowledge.when))
        hint = tr(_NAME_THE_MAKER[read.kind])
        if near:
            hint = tr("{hint} Held names like it: {names}.", hint=hint, names=", ".join(near))
        raise ResultError(
            tr("no pack knows a maker, brand or model by “{words}”", words=read.text), hint=hint
        )
    notes = {device_id: [read]}
    return rejudge(result, msgspec.structs.replace(change, notes=notes))


def _device_meant(result: ResultDocument, identity: str) -> str:
    """The device that an id is about: its own, that of a verdict on it, that of a destination of it."""
    about = {one.id: one.subject for one in result.verdicts}
    about |= {one.id: device.id for device in result.devices for one in device.destinations}
    return about.get(identity, identity)


def _devices(result: ResultDocument, change: Change, knowledge: Knowledge, laws: "Laws") -> list[Device]:
    from lamppost.attribute.describing import describe_again
    from lamppost.attribute.matching import Matcher
    from lamppost.attribute.reattribution import reattribute_destinations

    held = sorted({device.id for device in result.devices})
    for identity in change.notes:
        if identity not in held:
            some = ", ".join(held[:MOST_NAMED]) + (" …" if len(held) > MOST_NAMED else "")
            raise ResultError(
                tr("{id}: no such device in this result document", id=identity),
                hint=tr("It holds {devices}.", devices=some) if held else tr("It holds no device."),
            )
    captured_on, matcher = _day(result.coverage.last_seen_at), Matcher(knowledge)
    listing: dict[str, list[AssetRow]] = {}
    if result.inventory is not msgspec.UNSET:
        from lamppost.pipeline.together import rows_listing

        listing = rows_listing(result)
    described = []
    for device in result.devices:
        new = [one for one in change.notes.get(device.id, ()) if one not in device.notes]
        rows = listing.get(device.id, ())
        one = describe_again(device, [*device.notes, *new], matcher, captured_on, rows)
        again = reattribute_destinations(one, knowledge, laws)
        if again.unlisted and (result.as_of != knowledge.as_of or result.packs != list(knowledge.packs.refs)):
            again = msgspec.structs.replace(
                again, unlisted=msgspec.structs.replace(again.unlisted, is_of_this_day=False)
            )
        described.append(again)
    return described


def _check_packs(result: ResultDocument, packs: "Packs") -> None:
    """That the user's packs that the document was made by are at hand; what they say would be lost without a word."""
    held = {ref.id for ref in packs.refs}
    for ref in result.packs:
        if ref.origin == "user" and ref.id not in held:
            raise ResultError(
                tr("pack {pack} was read for this document, and is not at hand", pack=ref.id),
                hint=tr("Name its folder with --packs."),
            )


def _check_tables(result: ResultDocument) -> None:
    for table in result.tables:
        if table.day is not None and _day(table.day) is None:
            raise ResultError(
                tr("table {table}: {day} is no day", table=table.id, day=repr(table.day)),
                hint=tr("Was the document edited?"),
            )


def _policies(result: ResultDocument, change: Change, packs: "Packs") -> Sequence[str]:
    if change.policies is not None:
        return change.policies
    judged = [policy.id for policy in result.policies if policy.id != NO_POLICY]
    if absent := [one for one in judged if one not in packs.policies]:
        raise ResultError(
            tr("policy {policy} judged this document, and is not at hand", policy=absent[0]),
            hint=tr("Name its folder with --policy, or its pack with --packs."),
        )
    return judged


def _context(result: ResultDocument, chosen: Sequence[Judged]) -> dict[str, str | bool | None]:
    """The facts about the user that the document holds, as far as the policies ask for them."""
    asked = {question.key for held in chosen for question in held.policy.questions}
    held = {key: value for policy in result.policies for key, value in policy.context.items() if key in asked}
    check_context(held, [one.policy for one in chosen], tr("the document"))
    return held


def _day(instant: str | None) -> date | None:
    """The UTC day of an instant of a document; None where none is known."""
    try:
        return date.fromisoformat(instant[:10]) if instant else None
    except ValueError:
        return None
