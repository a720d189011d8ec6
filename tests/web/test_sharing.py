"""The Report screen says what is taken out before it hands over a bundle."""

import io
import zipfile

import pytest
from tests.sharing.made_secrets import WORDS, secret_result

from lamppost import pipeline
from lamppost.model.vocabulary import LEVEL_WORDS, LEVELS


def test_each_level_is_told_with_what_it_takes_out(client, held):
    text = client.get(f"/results/{held}/report").text
    for level in LEVELS:
        assert f"/results/{held}/share/{level}" in text
        assert LEVEL_WORDS[level][1:60] in text


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("before", ["", "/api"])
def test_a_bundle_is_whole_and_holds_no_canary(client, desk, tmp_path, level, before):
    identity = desk.shelf.put(secret_result())
    answer = client.get(f"{before}/results/{identity}/share/{level}")
    assert answer.headers["content-type"] == "application/zip"
    assert f"shared-{level}.zip" in answer.headers["content-disposition"]
    path = tmp_path / "b.zip"
    path.write_bytes(answer.content)
    assert pipeline.verify(path).problems == []
    with zipfile.ZipFile(io.BytesIO(answer.content)) as made:
        text = "".join(made.read(name).decode() for name in made.namelist())
    assert [word for word in WORDS if word in text] == []


def test_two_bundles_of_one_result_cannot_be_laid_side_by_side(client, held):
    first, second = (client.get(f"/results/{held}/share/public").content for _ in range(2))
    assert first != second


def test_a_level_that_is_none_is_refused_and_so_are_strangers(client, held):
    assert client.get(f"/results/{held}/share/everybody").status_code == 404
    client.cookies.clear()
    assert client.get(f"/results/{held}/share/public").status_code in (401, 403)


def test_a_shared_result_offers_no_second_sharing(client, desk):
    from tests.sharing.made_secrets import DAY, KEY

    identity = desk.shelf.put(pipeline.share(secret_result(), "public", KEY, DAY).result)
    text = client.get(f"/results/{identity}/report").text
    assert "was made for sharing, at level" in text
    assert "/share/" not in text
    assert client.get(f"/results/{identity}/share/public").status_code == 422
