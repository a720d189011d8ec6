"""Every reader keeps its promises: knows its own files alone, reads them row by row, drops nothing silently."""

import contextlib
from collections import Counter
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.knowledge.updating import made_files as made

from lamppost.knowledge.updating.choosing import Choice, choose_format, default_id, readers
from lamppost.knowledge.updating.persons import bears_organisation_word
from lamppost.knowledge.updating.rows import LeftOut, Reject, Row, read_day
from lamppost.model.errors import PackError

READERS = {reader.FORMAT.id: reader for reader in readers()}


def events(tmp_path, content, format_id, name="file"):
    path = tmp_path / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return list(READERS[format_id].read(path))


def rows_of(found):
    return [event for event in found if isinstance(event, Row)]


def test_every_format_has_a_made_sample():
    assert {format_id for format_id, _ in made.SAMPLES.values()} == READERS.keys()


@pytest.mark.parametrize("name", made.SAMPLES)
def test_a_file_is_known_by_its_beginning_and_by_one_reader_alone(name, tmp_path):
    format_id, content = made.SAMPLES[name]
    path = tmp_path / name
    path.write_text(content, encoding="utf-8")
    assert choose_format(path, None).FORMAT.id == format_id


@pytest.mark.parametrize("name", made.SAMPLES)
def test_a_sample_is_read_without_a_reject_and_its_names_are_letter_for_letter(name, tmp_path):
    format_id, content = made.SAMPLES[name]
    found = events(tmp_path, content, format_id)
    assert not [event for event in found if isinstance(event, Reject)]
    for row in rows_of(found):
        assert row.name in row.original
        assert row.locator.startswith(("line ", "record "))


@pytest.mark.parametrize("name", made.SAMPLES)
def test_persons_are_never_rows(name, tmp_path):
    format_id, content = made.SAMPLES[name]
    found = events(tmp_path, content, format_id)
    assert not [row for row in rows_of(found) if "Anna" in row.name or "Berta" in row.name]


@pytest.mark.parametrize("format_id", READERS)
def test_a_file_of_another_kind_is_an_error(format_id, tmp_path):
    text = (
        "just, some\nother, table\n" * 3 if format_id != "dod-1260h" else "<html><p>Nothing: here</p></html>"
    )
    with pytest.raises(PackError, match="file"):
        events(tmp_path, text, format_id)


@pytest.mark.parametrize("format_id", READERS)
@given(content=st.binary(max_size=300))
def test_any_bytes_are_read_or_refused_and_never_crash(format_id, content, tmp_path_factory):
    path = tmp_path_factory.mktemp("bytes") / "file"
    path.write_bytes(content)
    with contextlib.suppress(PackError):
        list(READERS[format_id].read(path))


@pytest.mark.parametrize("name", made.SAMPLES)
@given(data=st.data())
def test_a_damaged_sample_is_read_or_refused_and_no_row_gets_a_name_that_was_not_there(
    name, data, tmp_path_factory
):
    format_id, content = made.SAMPLES[name]
    at = data.draw(st.integers(0, len(content)))
    cut = data.draw(st.integers(0, 30))
    damaged = content[:at] + content[at + cut :]
    path = tmp_path_factory.mktemp("damaged") / "file"
    path.write_text(damaged, encoding="utf-8")
    try:
        found = list(READERS[format_id].read(path))
    except PackError:
        return
    squeezed = "".join(damaged.replace("&amp;", "&").replace("\\u", "").split())
    for row in rows_of(found):
        assert "".join(row.name.split()) in squeezed or "<" in damaged


def test_a_record_of_the_screening_list_is_the_same_in_csv_and_json(tmp_path):
    csv_rows = rows_of(events(tmp_path, made.csl_csv(), "csl"))
    json_rows = rows_of(events(tmp_path, made.csl_json(), "csl"))
    facts = [(row.list_name, row.name, row.publisher_id, row.listed_on, row.aliases) for row in csv_rows]
    assert facts == [
        (row.list_name, row.name, row.publisher_id, row.listed_on, row.aliases) for row in json_rows
    ]
    assert facts[0] == (made.ENTITY_LIST, "Example Works Ltd.", "a1", date(2019, 5, 21), ("EW", "Example"))
    assert facts[1][3] == date(2021, 6, 3)


def test_the_screening_list_says_what_it_leaves_out_and_why(tmp_path):
    found = events(tmp_path, made.csl_csv(), "csl")
    assert Counter(event.why for event in found if isinstance(event, LeftOut)) == {
        "person": 1,
        "vessel": 1,
        "unclear": 1,
    }


@pytest.mark.parametrize(
    ("fields", "what"),
    [
        ({"start_date": "soon"}, "day 'soon'"),
        ({"type": "Starship"}, "type 'starship'"),
        ({"start_date": "2020-01-02", "end_date": "2020-01-01"}, "ends on 2020-01-01"),
        ({"name": ""}, "no name or no source"),
    ],
)
def test_a_bad_record_is_rejected_by_line_and_the_rest_is_read(tmp_path, fields, what):
    records = [made.csl_record("Example Works Ltd.") | fields, made.RECORDS[0]]
    found = events(tmp_path, made.csl_csv(records), "csl")
    assert isinstance(found[0], Reject)
    assert found[0].locator == "line 2"
    assert what in found[0].what
    assert len(rows_of(found)) == 1


def test_a_screening_list_that_was_cut_is_an_error_or_a_reject(tmp_path):
    with pytest.raises(PackError, match="no JSON"):
        events(tmp_path, made.csl_json()[:-40], "csl")
    assert isinstance(events(tmp_path, made.csl_csv()[:-60], "csl")[-1], Reject)


@pytest.mark.parametrize("name", ["fcc.csv", "fcc.html"])
def test_the_covered_list_is_the_same_from_page_and_table(tmp_path, name):
    rows = rows_of(events(tmp_path, made.SAMPLES[name][1], "fcc-covered-list"))
    assert [(row.name, row.listed_on, row.scope) for row in rows] == [
        ("Example Works", date(2021, 3, 12), ("telecommunications",)),
        ("Equipment of a kind produced in a foreign country", date(2026, 7, 28), ("category",)),
    ]


def test_names_of_a_notice_stand_between_its_colon_and_its_date(tmp_path):
    rows = rows_of(events(tmp_path, made.REGISTER_TEXT, "dod-1260h"))
    assert [row.name for row in rows] == [
        "Example Aviation Works Co., Ltd. (Example)",
        "Example Company of a Very Long Name for Testing, Joint Stock Limited Company (ECT)*",
        "Other Works",
    ]
    assert {row.seen_on for row in rows} == {date(2025, 1, 7)}
    assert {row.listed_on for row in rows} == {None}
    page = rows_of(events(tmp_path, made.REGISTER_HTML, "dod-1260h"))
    assert [row.name for row in page] == [
        "Example Aviation Works Co., Ltd. (Example)",
        "Example & Sons",
        "Other Works",
    ]


def test_a_plain_list_of_names_is_one_name_a_line_and_half_a_name_is_rejected(tmp_path):
    found = events(tmp_path, "Example Works\n\n  Other Works (Other\n• Third Works*\n", "dod-1260h")
    assert [row.name for row in rows_of(found)] == ["Example Works", "Third Works*"]
    assert [(event.locator, event.expected) for event in found if isinstance(event, Reject)] == [
        ("line 3", "one whole name on a line")
    ]


def test_a_third_partys_columns_are_not_carried_over(tmp_path):
    (row,) = rows_of(events(tmp_path, made.TABLE_1260H, "dod-1260h"))
    assert (row.name, row.original) == ("Example Works (EW)*", "Example Works (EW)*")
    assert (row.listed_on, row.removed_on) == (date(2021, 6, 3), date(2024, 1, 31))


def test_the_treasurys_rows_have_their_programmes_and_listing_date(tmp_path):
    (row,) = rows_of(events(tmp_path, made.OFAC_CSV, "ofac-consolidated"))
    assert (row.publisher_id, row.programmes, row.listed_on) == (
        "7",
        ("CMIC-EO13959", "OTHER"),
        date(2021, 6, 3),
    )


def test_a_target_is_a_row_of_each_of_its_datasets(tmp_path):
    rows = rows_of(events(tmp_path, made.SIMPLE_CSV, "opensanctions"))
    assert [row.list_name for row in rows] == ["Example Sanctions", "Other Sanctions"]
    assert rows[0].aliases == ("EW", "Works; Example")
    assert rows[0].listed_on is None
    assert rows[0].seen_on == date(2026, 11, 20)


def test_a_sanction_gives_its_day_to_its_entity_in_its_dataset_alone(tmp_path):
    found = events(tmp_path, made.ftm(), "ftm")
    assert [(row.list_name, row.listed_on) for row in rows_of(found)] == [
        ("us_example", date(2021, 6, 3)),
        ("eu_example", None),  # 2022 is a year, and no day
    ]
    assert Counter(event.why for event in found if isinstance(event, LeftOut)) == {
        "person": 1,
        "no target": 1,
    }


def test_ids_of_lists_are_short_and_say_where_they_are_from():
    csl, sanctions = READERS["csl"].FORMAT, READERS["ftm"].FORMAT
    assert default_id(csl, made.ENTITY_LIST) == "csl-entity-list"
    assert default_id(csl, made.CMIC) == "csl-cmic"
    assert default_id(sanctions, "us_ofac_sdn") == "opensanctions-us-ofac-sdn"


def test_a_list_is_chosen_by_id_abbreviation_or_name_and_may_get_another_id():
    csl = READERS["csl"].FORMAT
    assert Choice(csl, ["EL"]).of(made.ENTITY_LIST) == "csl-entity-list"
    assert Choice(csl, ["csl-entity-list"]).of(made.ENTITY_LIST) == "csl-entity-list"
    assert Choice(csl, ["EL=us-entity-list"]).of(made.ENTITY_LIST) == "us-entity-list"
    assert Choice(csl, ["EL"]).of(made.CMIC) is None
    choice = Choice(csl, ["XX"])
    choice.of(made.CMIC)
    with pytest.raises(PackError, match="no list 'xx'") as caught:
        choice.expect_all_found("csl.csv")
    assert "csl-cmic" in caught.value.hint


def test_a_year_is_no_day_and_words_are_no_day():
    assert read_day("2022") is None
    assert read_day("March 12, 2021") == date(2021, 3, 12)
    with pytest.raises(ValueError, match="soon"):
        read_day("soon")


PERSONS = """
    Ali Base; Sam Power; Li Sa; Kim Hk; Colonel Army Jones; Tom Station; Zoe Mills; Ahmad As; Grace Marine; Ray Gas;
    May Force; A.G. Cook; Cook, A.G.; Petrov S.A.; Co Tran; TRAN, Co; Van Se; Ngo Asa; Nguyen Van Sa; Ellen Pao;
    Zao Wou Ki; Pham Van Spa; Van Sal Chamber; Mohamed Mill; Anna Bank; Ivan Petrov Trade; General Co Nguyen;
    Anna Example; Müller, Berta; Al-Example Muhammad; Pvt Example
"""


@pytest.mark.parametrize("name", [name.strip() for name in PERSONS.split(";")])
def test_a_persons_name_bears_no_word_of_an_organisation(name):
    assert not bears_organisation_word(name)


@pytest.mark.parametrize(
    "name",
    [
        "Example Co., Ltd.",
        "Example Research Institute",
        "Example S.p.A.",
        "Example, OOO",
        "Example Inc.",
        "Example S.A. de C.V.",
    ],
)
def test_an_organisations_name_bears_one(name):
    assert bears_organisation_word(name)


@pytest.mark.parametrize("field", ["dates_of_birth", "places_of_birth", "nationalities", "citizenships"])
@pytest.mark.parametrize("kind", ["", "Entity"])
def test_a_screening_record_that_says_where_somebody_is_from_is_a_person(tmp_path, field, kind):
    records = [made.csl_record("Example Company", type=kind, **{field: "made"})]
    for content in (made.csl_csv(records), made.csl_json(records)):
        (event,) = events(tmp_path, content, "csl")
        assert event.why == "person"


@pytest.mark.parametrize("schema", ["Company", "Organization", "PublicBody", "LegalEntity"])
def test_a_target_with_a_day_of_birth_is_a_person_whatever_its_schema(tmp_path, schema):
    line = f'"Q1","{schema}","Example Company","","1970-01-01","","","","","","","Made","","2026-11-20",""\n'
    (event,) = events(tmp_path, made.SIMPLE_COLUMNS + "\n" + line, "opensanctions")
    assert event.why == "person"


@pytest.mark.parametrize("key", ["birthDate", "nationality", "firstName", "lastName", "gender"])
@pytest.mark.parametrize("value", [["made"], "made"])
def test_an_entity_with_a_property_of_persons_is_a_person_whatever_its_schema(tmp_path, key, value):
    entity = made.ENTITIES[1] | {"properties": {"name": ["Example Company"], key: value}}
    found = events(tmp_path, made.ftm([entity]), "ftm")
    assert {event.why for event in found} == {"person"}


def test_a_row_of_the_treasury_that_tells_a_day_of_birth_is_a_person(tmp_path):
    (event,) = events(
        tmp_path, made.OFAC_CSV.split("\n")[0].replace("Listing", "DOB 1962; Listing"), "ofac-consolidated"
    )
    assert event.why == "person"


def test_persons_by_the_thousand_take_no_memory(tmp_path):
    import tracemalloc

    path = tmp_path / "targets.simple.csv"
    line = '"Q{}","Person","Anna Example","","","","","","","","","Example","2021","2026-11-20",""\n'
    with path.open("w", encoding="utf-8") as file:
        file.write(made.SIMPLE_COLUMNS + "\n")
        file.writelines(line.format(number) for number in range(15_000))
    tracemalloc.start()
    count = sum(1 for _ in READERS["opensanctions"].read(path))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert count == 15_000
    assert peak < 3_000_000


@pytest.mark.parametrize(
    ("name", "format_id", "rows", "left", "rejects"),
    [
        ("csl_PARTIAL_moov_testdata_2023.csv", "csl", 1950, 2050, 1),
        ("fcc_covered_list.csv", "fcc-covered-list", 16, 0, 0),
        ("dod_1260h.csv", "dod-1260h", 397, 0, 0),
        ("ofac_consolidated_prim_moov_testdata.csv", "ofac-consolidated", 300, 79, 0),
    ],
)
def test_real_files_are_recognised_and_every_row_is_accounted_for(data, name, format_id, rows, left, rejects):
    path = data / "us-lists" / name
    reader = choose_format(path, None)
    assert reader.FORMAT.id == format_id
    kinds = Counter(type(event) for event in reader.read(path))
    assert kinds[Row] >= rows
    assert kinds[LeftOut] >= left
    assert kinds[Reject] == rejects
