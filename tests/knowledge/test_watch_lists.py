"""Watch lists of the user's: read row by row, compiled once, asked as of a day, and never more than a candidate."""

from datetime import date

import pytest

from lamppost.attribute.assets import attribute_assets
from lamppost.knowledge import cache
from lamppost.knowledge.answers.question import answer_question
from lamppost.knowledge.base import Knowledge
from lamppost.knowledge.loading import describe_packs, load_packs
from lamppost.knowledge.watchlists.asking import WatchList
from lamppost.knowledge.watchlists.reading import LeftOut, read_watch_list
from lamppost.model.assets import AssetRow
from lamppost.model.errors import PackError
from lamppost.model.result import ToolRef

DAY = date(2026, 11, 27)
OWN = (
    "id,name,aliases,since,until,list\n"
    'a1,Examplia Optical Works Co. Ltd.,"Examplia;""Optical; Works""",2024-05-01,2026-01-01,Board list\n'
    "a2,Kestrelco Networks,凯思特网络,,,Other list\n"
    "a3,Hangzhou Hikvision Digital Technology,,2020-01-01,,Board list\n"
)
OPENSANCTIONS = (
    '"id","schema","name","aliases","birth_date","countries","addresses","identifiers","sanctions","phones","emails","program_ids",'
    '"dataset","first_seen","last_seen","last_change"\n'
    '"NK-1","Company","Vortexia Systems Ltd","Vortexia","","","","","","","","","Made dataset","2023-04-20T10:00:00","2026-11-01","2026-01-01"\n'
    '"NK-2","Person","Example Person","","1970-01-01","","","","","","","","Made dataset","2023-04-20","2026-11-01","2026-01-01"\n'
    '"NK-3","Vessel","EXAMPLE TANKER","","","","","","","","","","Made dataset","2023-04-20","2026-11-01","2026-01-01"\n'
)
FTM = (
    '{"id": "NK-1", "schema": "Company", "properties": {"name": ["Vortexia Systems Ltd"], "alias": ["Vortexia"], "weakAlias": ["VS"]}, '
    '"datasets": ["made_one", "made_two"], "first_seen": "2023-04-20T10:00:00"}\n'
    '{"id": "NK-2", "schema": "Person", "properties": {"name": ["Example Person"]}, "datasets": ["made_one"]}\n'
    '{"id": "NK-4", "schema": "LegalEntity", "properties": {"name": ["Somebody"], "birthDate": ["1970"]}, "datasets": []}\n'
)


@pytest.fixture(autouse=True)
def kept_in(tmp_path_factory, monkeypatch):
    place = tmp_path_factory.mktemp("kept")
    monkeypatch.setattr("lamppost.knowledge.watchlists.keeping.cache_directory", lambda: place)
    return place


def written(tmp_path, text, name="mine.csv"):
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return path


def found(watch, *names):
    return [(row.id, row.name, row.match) for _, row in watch.find(names)]


def test_a_table_of_ones_own_gives_names_aliases_and_days(tmp_path):
    first, second, _ = read_watch_list(written(tmp_path, OWN))
    assert first.names == ("Examplia Optical Works Co. Ltd.", "Examplia", "Optical; Works")
    assert (first.line, first.id, first.list) == (2, "a1", "Board list")
    assert (first.since, first.until, first.since_at_latest) == (date(2024, 5, 1), date(2026, 1, 1), False)
    assert (second.since, second.until, second.since_at_latest) == (None, None, True)


def test_a_table_needs_nothing_but_names(tmp_path):
    (row,) = read_watch_list(written(tmp_path, "name\nExamplia\n"))
    assert (row.id, row.list, row.names) == ("line 2", "mine", ("Examplia",))


@pytest.mark.parametrize(
    ("text", "name"), [(OPENSANCTIONS, "targets.simple.csv"), (FTM, "entities.ftm.json")]
)
def test_an_export_of_opensanctions_is_read_and_persons_and_vessels_are_left_out(tmp_path, text, name):
    rows = list(read_watch_list(written(tmp_path, text, name)))
    assert rows[0].names == ("Vortexia Systems Ltd", "Vortexia")
    assert (rows[0].since, rows[0].since_at_latest) == (date(2023, 4, 20), True)
    assert [type(row) for row in rows[1:]] == [LeftOut, LeftOut]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("id,title\n1,x\n", ":1: no column called name"),
        ("name,since\nExamplia,yesterday\n", ":2: since is 'yesterday', expected a day"),
        ("name,since\nExamplia\n", ":2: 1 cells, expected 2"),
        ("name,id\n,7\n", ":2: no name"),
        ("name\n" + "x" * 1001 + "\n", ":2: a name of more than 1000 letters"),
        ('{"schema": "Company"}\n', ":1: no entity"),
        ('{"schema": "Company", "properties": {"name": ["A"]}}\nnonsense\n', ":2: no entity"),
    ],
)
def test_a_row_that_cannot_be_read_is_refused_by_line(tmp_path, text, says):
    with pytest.raises(PackError, match=r"mine\.csv") as refused:
        list(read_watch_list(written(tmp_path, text)))
    assert says in str(refused.value)


def test_bytes_that_are_no_utf_8_are_refused(tmp_path):
    path = tmp_path / "mine.csv"
    path.write_bytes(b"name\n\xff\xfe\n")
    with pytest.raises(PackError, match="UTF-8"):
        list(read_watch_list(path))


def test_a_name_is_found_exactly_then_nearly_with_its_reasons(tmp_path):
    watch = WatchList(written(tmp_path, OWN))
    assert found(watch, "EXAMPLIA") == [("a1", "Examplia", "exact_name")]
    assert found(watch, "Kestrelco Networks Ltd.") == [("a2", "Kestrelco Networks", "exact_name")]
    assert found(watch, "Networks Kestrelco") == [("a2", "Kestrelco Networks", "fuzzy")]
    assert "the same: network, kestrelco" in watch.find(["Networks Kestrelco"])[0][1].why
    assert found(watch, "凱思特網絡") == [("a2", "凯思特网络", "fuzzy")]
    assert found(watch, "Kestrelco Agriculture") == []


def test_a_short_name_beside_longer_ones_is_never_near(tmp_path):
    watch = WatchList(written(tmp_path, OWN))
    assert found(watch, "Kestrelco") == [("a2", "Kestrelco Networks", "fuzzy")]
    assert found(watch, "Kestrelco", "Kestrelco Holdings of Nowhere Inc.") == []


def test_a_compiled_list_is_opened_again_and_says_the_same(tmp_path, kept_in, monkeypatch):
    path = written(tmp_path, OWN)
    first = found(WatchList(path), "Networks Kestrelco")
    (kept,) = kept_in.iterdir()
    monkeypatch.setattr("lamppost.knowledge.watchlists.keeping.read_watch_list", lambda path: iter(()))
    again = WatchList(path)
    assert found(again, "Networks Kestrelco") == first
    assert again.counts == (3, 0)
    assert list(kept_in.iterdir()) == [kept]


def test_a_list_that_is_refused_leaves_nothing_behind(tmp_path, kept_in):
    with pytest.raises(PackError):
        WatchList(written(tmp_path, "name,since\nExamplia,never\n"))
    assert list(kept_in.iterdir()) == []


def test_where_nothing_can_be_kept_the_list_is_in_memory(tmp_path, monkeypatch):
    monkeypatch.setattr("lamppost.knowledge.watchlists.keeping.cache_directory", lambda: None)
    assert found(WatchList(written(tmp_path, OWN)), "Examplia") == [("a1", "Examplia", "exact_name")]


def test_an_answer_says_on_which_days_a_name_is_listed(tmp_path):
    packs = load_packs([written(tmp_path, OWN)])
    words = {}
    for day in (date(2024, 4, 30), date(2024, 5, 1), date(2026, 1, 1)):
        answer = answer_question("company", "Examplia", packs, day, ToolRef(name="lamppost", version="0"))
        (claim,) = next(part for part in answer.sections if part.code == "watched").claims
        assert claim.status == "candidate"
        assert claim.chain[0].from_own_pack
        words[day] = claim.text
    assert ["not on this day" in text for text in words.values()] == [True, False, True]


def test_without_a_watch_list_nothing_is_said_of_one():
    answer = answer_question("company", "Hikvision", load_packs(), DAY, ToolRef(name="lamppost", version="0"))
    assert "watched" not in {part.code for part in answer.sections}


@pytest.mark.parametrize(
    ("maker", "named"),
    [("Hikvision", "Hangzhou Hikvision Digital Technology"), ("Network Kestrelco", "Kestrelco Networks")],
)
def test_a_row_of_a_list_whose_maker_is_watched_bears_the_listing_as_a_candidate(tmp_path, maker, named):
    knowledge = Knowledge(load_packs([written(tmp_path, OWN)]), DAY)
    row = AssetRow(
        file="l.csv", line=2, end_line=2, end_column=9, maker=maker, brand=None, model=None, kind="camera", nth=1
    )  # fmt: skip
    (asset,) = attribute_assets([row], knowledge)
    (listing,) = [one for one in asset.listings if one.list == "watch-mine"]
    assert (listing.named, listing.status) == (named, "candidate")
    assert listing.chain[-1].locator.startswith("line ")


def test_watch_lists_stand_among_the_packs_of_a_result_and_are_counted(tmp_path):
    path = written(tmp_path, OPENSANCTIONS, "targets.simple.csv")
    assert load_packs([path]).refs[-1].id == "watch-targets.simple"
    assert any("1 listed, 2 left out" in line for line in describe_packs([path]))


def test_a_watch_list_is_refused_where_packs_have_to_be_signed(tmp_path):
    with pytest.raises(PackError, match="not signed"):
        load_packs([written(tmp_path, OWN)], require_signed=True)


def test_the_code_that_reads_watch_lists_is_part_of_what_a_kept_one_is_known_by(monkeypatch):
    before = cache.code_digest()
    monkeypatch.setattr(cache, "__file__", str(cache.__file__))
    assert cache.code_digest() == before
