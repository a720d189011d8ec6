"""The three steps of an update, whatever the file is: plan, describe, write."""

from collections.abc import Iterator

from lamppost.knowledge.updating import surveillance_index
from lamppost.knowledge.updating.choosing import HEAD_BYTES
from lamppost.knowledge.updating.editions import EditionPlan, describe_edition, plan_edition, write_edition
from lamppost.knowledge.updating.resuming import resume
from lamppost.knowledge.updating.rows import UpdateError
from lamppost.knowledge.updating.update import Plan, Request, origin_of, plan_update
from lamppost.knowledge.updating.words import describe
from lamppost.knowledge.updating.writing import is_kept_by_hand, is_signed, write

__all__ = ["Request", "describe_plan", "keeps_terms_by_hand", "plan", "signed_pack", "write_plan"]


def plan(request: Request) -> Plan | EditionPlan:
    """What a file changes in a folder of packs; nothing of it is written, but an update that was cut short is ended.

    Raises:
        UpdateError: The file is of no known format, or is not what it should be.
    """
    resume(request.into)
    wanted = surveillance_index.FORMAT.id
    if request.format_id == wanted or (request.format_id is None and _is_workbook(request)):
        return plan_edition(request, origin_of(request, surveillance_index.FORMAT))
    return plan_update(request)


def describe_plan(planned: Plan | EditionPlan, *, whole: bool) -> Iterator[str]:
    """The plan in lines."""
    if isinstance(planned, EditionPlan):
        return describe_edition(planned, whole=whole)
    return describe(planned, whole=whole)


def write_plan(planned: Plan | EditionPlan) -> list[str]:
    """Write what the plan changes; the files, relative to the folder."""
    return write_edition(planned) if isinstance(planned, EditionPlan) else write(planned)


def keeps_terms_by_hand(planned: Plan | EditionPlan) -> bool:
    """Whether a person keeps the manifest, so that terms and credit of what comes in are theirs to add."""
    return isinstance(planned, Plan) and is_kept_by_hand(planned.request.into)


def signed_pack(planned: Plan | EditionPlan) -> str | None:
    """The pack whose signature goes when the plan is written; None if it has none."""
    pack = "deployments" if isinstance(planned, EditionPlan) else "lists"
    return pack if is_signed(planned.request.into, pack) else None


def _is_workbook(request: Request) -> bool:
    try:
        with request.path.open("rb") as file:
            return surveillance_index.sniff(file.read(HEAD_BYTES), request.path.name)
    except OSError as error:
        raise UpdateError(
            f"{request.path.name}: cannot be read: {error.strerror}", hint="Check the path."
        ) from None
