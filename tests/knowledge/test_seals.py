"""A changed byte in a pack is refused by the file's name, before anything of it is read."""

import shutil

import pytest

from lamppost.knowledge import loading
from lamppost.knowledge.packs import SHIPPED
from lamppost.knowledge.seals import SEAL, build, verify
from lamppost.model.errors import PackError


@pytest.fixture
def copy(tmp_path):
    shutil.copytree(SHIPPED, tmp_path / "packs")
    return tmp_path / "packs"


def test_the_shipped_packs_are_as_their_sums_say():
    verify(SHIPPED, must=True)


def test_the_sums_are_those_that_would_be_written_now(copy):
    before = {path: path.read_bytes() for path in copy.glob(f"*/{SEAL}")}
    build(copy)
    assert before == {path: path.read_bytes() for path in copy.glob(f"*/{SEAL}")}


@pytest.mark.parametrize(
    "name", ["organisations/hikvision.yml", "lists/us-ndaa-889/entries.csv", "laws/pack.yml"]
)
def test_a_changed_byte_is_refused_with_the_files_name(copy, name):
    path = copy / name
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    with pytest.raises(PackError, match=path.name) as caught:
        verify(copy, must=True)
    assert caught.value.exit_status == 4


def test_a_missing_an_added_and_an_unsealed_file_are_refused(copy):
    (copy / "organisations" / "extra.yml").write_text("id: extra\n")
    with pytest.raises(PackError, match=r"extra.yml: stands in no line"):
        verify(copy, must=True)
    (copy / "organisations" / "extra.yml").unlink()
    (copy / "organisations" / "axis.yml").unlink()
    with pytest.raises(PackError, match=r"axis.yml: named in"):
        verify(copy, must=True)
    shutil.rmtree(copy / "organisations")
    (copy / "laws" / SEAL).unlink()
    with pytest.raises(PackError, match=f"{SEAL} is missing"):
        verify(copy, must=True)


def test_loading_verifies(copy, monkeypatch):
    (copy / "brands" / "lorex.yml").write_text("id: lorex\n")
    monkeypatch.setattr(loading, "SHIPPED", copy)
    with pytest.raises(PackError, match=r"lorex\.yml: changed"):
        loading.load_packs()
