"""For a terminal: how the rows of lists fit what was seen of the network."""

from lamppost.model.language import tr
from lamppost.model.result import ResultDocument
from lamppost.report.fitting import Fit, Group, groups, headline
from lamppost.report.terminal.page import Page, more
from lamppost.report.wording import plain, sentence

MOST_FITS = 8


def write_fitting(page: Page, result: ResultDocument) -> None:
    """Add what lists and captures have in common and what not; nothing where they were not looked at together."""
    made = groups(result)
    if not made:
        return
    page.heading(tr("The list beside the network"))
    page.say(sentence(headline(result)))
    for group in made:
        _write_group(page, group)


def _write_group(page: Page, group: Group) -> None:
    page.blank()
    page.say(f"{group.title}: {len(group.fits)}", style="name")
    shown = group.fits if page.verbose else group.fits[:MOST_FITS]
    for fit in shown:
        _write_fit(page, fit)
    if len(group.fits) > len(shown):
        page.say(more(len(group.fits) - len(shown)), indent=3)
    if group.note:
        page.say(group.note, indent=3, style="faint")


def _write_fit(page: Page, fit: Fit) -> None:
    page.ends(f"{plain(fit.place)}  {fit.name}" if fit.place else fit.name, fit.id, indent=3)
    if fit.device is not None:
        page.say(f"= {fit.device}  {fit.device_id}", indent=6)
    for line in fit.lines:
        page.say(sentence(line), indent=6)
