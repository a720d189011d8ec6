"""The folder of results: private, by id, and nothing else can be reached through it."""

import stat

import pytest
from tests.report.made_result import made_result

from lamppost.web.shelf import ID, NotHeldError, Shelf, default_folder

ODD = [
    "..",
    "../secret",
    "..%2fsecret",
    "res-000000000000.json",
    "res-00000000000",
    "res-000000000000\n",
    "RES-000000000000",
    "res-00000000000g",
    "/etc/passwd",
    "res-000000000000/../../secret",
    "",
]


@pytest.mark.parametrize("identity", ODD)
def test_what_is_no_id_reaches_no_file(tmp_path, identity):
    (tmp_path / "secret.json").write_text("{}")
    shelf = Shelf(tmp_path / "results")
    for use in (shelf.get, shelf.path, shelf.forget):
        with pytest.raises(NotHeldError):
            use(identity)
    assert (tmp_path / "secret.json").exists()


@pytest.mark.parametrize(
    "way",
    [
        "/results/..%2fsecret",
        "/results/%2e%2e/secret",
        "/api/results/..%2f..%2fsecret",
        "/static/..%2fapp.py",
        "/static/%2e%2e%2fapp.py",
    ],
)
def test_no_address_leads_out_of_the_folder(client, desk, way):
    (desk.shelf.folder.parent / "secret.json").write_text('{"canary": 1}')
    answer = client.get(way)
    assert answer.status_code == 404
    assert "canary" not in answer.text


def test_a_link_out_of_the_folder_is_not_followed(tmp_path):
    (tmp_path / "secret.json").write_text("{}")
    shelf = Shelf(tmp_path / "results")
    (shelf.folder / "res-000000000000.json").symlink_to(tmp_path / "secret.json")
    with pytest.raises(NotHeldError):
        shelf.get("res-000000000000")
    assert shelf.list() == []


def test_folder_and_files_are_the_users_alone(tmp_path):
    shelf = Shelf(tmp_path / "results")
    shelf.put(made_result())
    assert stat.S_IMODE(shelf.folder.stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in shelf.folder.iterdir()} == {0o600}


def test_the_same_result_is_held_once_and_comes_back_as_it_was(tmp_path):
    shelf = Shelf(tmp_path / "results")
    identity = shelf.put(made_result())
    assert shelf.put(made_result()) == identity
    assert ID.fullmatch(identity)
    assert Shelf(shelf.folder).get(identity) == made_result()
    assert [one.id for one in shelf.list()] == [identity]


def test_a_list_of_results_is_made_anew_where_what_it_says_of_one_is_lost_or_broken(tmp_path):
    shelf = Shelf(tmp_path / "results")
    identity = shelf.put(made_result())
    before = shelf.list()
    for damage in (b"", b"{}", b"\xff"):
        (shelf.folder / f"{identity}.about").write_bytes(damage)
        assert Shelf(shelf.folder).list() == before
    (shelf.folder / "res-000000000001.json").write_text("no result")
    assert Shelf(shelf.folder).list() == before


def test_the_folder_is_the_users_own_unless_told_otherwise(monkeypatch, tmp_path):
    monkeypatch.setattr("sys.platform", "linux")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert default_folder() == tmp_path / "lamppost" / "results"
    monkeypatch.setenv("XDG_DATA_HOME", "relative")
    assert default_folder().is_absolute()
