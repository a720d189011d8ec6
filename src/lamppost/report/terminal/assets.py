"""The rows of lists for a terminal: what each names, who that is, and which lists name them."""

from lamppost.model.language import tr
from lamppost.model.result import Asset, ResultDocument
from lamppost.model.vocabulary import STATUS_WORDS
from lamppost.report.judged import asset_name, asset_place
from lamppost.report.reaching import LAW_NOTE
from lamppost.report.terminal.device import write_laws
from lamppost.report.terminal.page import Page, more
from lamppost.report.wording import BUILDER_WORDS, listed, named, owned_surely, plain, quoted

MOST_ROWS = 20


def write_assets(page: Page, result: ResultDocument) -> None:
    """Add a block for each row."""
    page.heading(tr("Rows of lists: {n}", n=len(result.assets)))
    if not result.assets:
        page.say(tr("No row was read."))
    most = len(result.assets) if page.verbose else MOST_ROWS
    met: list[Asset] = []
    for asset in result.assets[:most]:
        page.blank()
        same = None if page.verbose else next((one for one in met if _are_alike(one, asset)), None)
        _write_asset(page, asset, result.as_of, same)
        met.append(asset)
    if len(result.assets) > most:
        page.blank()
        page.say(more(len(result.assets) - most))
    if any(asset.laws for asset in result.assets[:most]):
        page.blank()
        page.say(tr("On laws: {note}", note=tr(LAW_NOTE)))


def _are_alike(one: Asset, other: Asset) -> bool:
    """Whether owners, lists and laws of two rows are the same, and there are any."""
    parts = [(row.owners, row.builder_owners, row.listings, row.laws) for row in (one, other)]
    return parts[0] == parts[1] and any(parts[0])


def _write_asset(page: Page, asset: Asset, as_of: object, same: Asset | None) -> None:
    """Add a row; owners, lists and laws are those of the row before it that is the `same` company's."""
    page.ends(f"{plain(asset_place(asset))}  {asset_name(asset)}", asset.id, style="name")
    if asset.maker is None:
        page.say(tr("Who made it is not known: the row names neither maker nor brand."), indent=3)
    else:
        page.say(f"{named(asset.maker, STATUS_WORDS[asset.maker.status])}.", indent=3, most=3)
    if asset.watches is None:
        page.say(tr("Whether it watches or listens, the row does not say."), indent=3)
    if asset.builder is not None:
        page.field(tr("built by"), named(asset.builder, BUILDER_WORDS[asset.builder.status]))
    if same is None:
        _write_owners(page, asset, as_of)
    else:
        page.field(tr("and so"), tr("owners, lists and laws as of {row}", row=plain(asset_place(same))))
    if asset.next_proof is not None:
        page.field(tr("next proof"), asset.next_proof)


def _write_owners(page: Page, asset: Asset, as_of: object) -> None:
    """Add who owns maker and builder, on which lists they are and which laws reach them."""
    page.fields(tr("owners"), [owned_surely(owner) for owner in asset.owners])
    page.fields(tr("its owners"), [owned_surely(owner) for owner in asset.builder_owners])
    page.fields(
        tr("lists"),
        [f"{quoted(item.named)} {listed(item, as_of, captured=False)}" for item in asset.listings],
    )
    write_laws(page, asset)
