"""The screen of a letter: who is asked, the letter as it is, and the letter as a file; without a script."""

import re
from html import unescape

import pytest
from tests.report.made_devices import HOSTILE
from tests.report.made_result import made_result
from tests.web.test_screens import assert_readable

from lamppost import pipeline
from lamppost.report.letter.restraint import accuses
from lamppost.report.letter.subjects import choices

KINDS = list(pipeline.LETTERS)


def letter_of(text):
    """The letter within its page."""
    return text.split('<article class="letter"')[1].split("</article>")[0]


def test_a_device_leads_to_its_letter_and_so_does_each_verdict_that_fails_or_is_open(client, looked, sample):
    for device in sample.devices:
        text = client.get(f"/results/{looked}/things/{device.id}").text
        found = set(re.findall(r'href="(/results/[^"]+/letters/[^"]+)"', text))
        own = [row for row in sample.verdicts if row.subject == device.id and row.kind in ("fail", "open")]
        assert found == {f"/results/{looked}/letters/{one}" for one in (device.id, *(row.id for row in own))}
        for address in found:
            assert client.get(address).status_code == 200


def test_gaps_and_destinations_lead_to_letters(client, looked, sample):
    text = client.get(f"/results/{looked}/sources").text
    found = re.findall(r'href="(/results/[^"]+/letters/gap-[^"]+)"', text)
    assert found
    device = next(one for one in sample.devices if one.destinations)
    target = device.destinations[0].id
    assert f"/letters/{target}" in client.get(f"/results/{looked}/flows/{device.id}/{target}").text
    for address in [*found, f"/results/{looked}/letters/{target}"]:
        assert client.get(f"{address}?kind=foi-uk").status_code == 200


@pytest.mark.parametrize("kind", KINDS)
def test_the_letter_is_read_copied_and_taken_along_without_a_script(client, looked, sample, kind):
    device = sample.devices[0]
    base = f"/results/{looked}/letters/{device.id}"
    text = client.get(f"{base}?kind={kind}").text
    assert_readable(text)
    made = pipeline.letter(sample, device.id, kind)
    plain = pipeline.render_letter(made, "txt")
    area = re.search(r"<textarea[^>]*readonly[^>]*>(.*?)</textarea>", text, re.DOTALL)
    assert unescape(area[1]) == plain
    for note in made.notes:
        assert note in unescape(text)
    for to in ("txt", "md", "html"):
        answer = client.get(f"{base}/{kind}/{to}")
        assert answer.text == pipeline.render_letter(made, to)
        assert (
            answer.headers["content-disposition"] == f'attachment; filename="letter-{device.id}-{kind}.{to}"'
        )


def test_before_a_kind_is_chosen_each_says_whom_it_asks_and_no_letter_stands_there(client, looked, sample):
    text = client.get(f"/results/{looked}/letters/{sample.devices[0].id}").text
    assert_readable(text)
    assert "<article" not in text
    for name, kind in pipeline.LETTERS.items():
        assert f"?kind={name}#letter" in text
        assert kind.asks in unescape(text)


def test_strangers_words_stay_inert_on_the_screen_of_a_letter(client, held):
    for one in choices(made_result()):
        for kind in KINDS:
            text = client.get(f"/results/{held}/letters/{one.id}?kind={kind}").text
            assert not accuses(letter_of(text))
            assert not [value for value in HOSTILE[:2] if value in text]
            assert not re.search(r"<(img|iframe|svg|object)[^>]*onerror", text)
    assert_readable(text)


@pytest.mark.parametrize(
    "tail",
    [
        "dev-0",
        "dev-0?kind=foi-uk",
        "{device}?kind=angry",
        "{device}/foi-uk/docx",
        "{device}/angry/txt",
        "{passed}",
    ],
)
def test_what_there_is_no_letter_for_is_not_found_in_words(client, held, tail):
    result = made_result()
    passed = next(one.id for one in result.verdicts if one.kind == "pass")
    answer = client.get(f"/results/{held}/letters/{tail.format(device=result.devices[0].id, passed=passed)}")
    assert answer.status_code == 404
    assert "<h1" in answer.text


def test_a_verdict_that_passes_leads_to_no_letter(client, held):
    passed = next(one for one in made_result().verdicts if one.kind == "pass")
    text = client.get(f"/results/{held}/things/{passed.subject}").text
    assert passed.id in text
    assert f"/letters/{passed.id}" not in text
