"""Which column is what, in the layouts that people keep lists in; what is not known is said, and what is private is never kept."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lamppost.model.asset_rows import ListRead
from lamppost.model.sheets import FIELDS, ReadAs
from lamppost.observe.supplier_list.reader import read_list
from lamppost.observe.tabular.headings import PRIVATE, WORDS, heading_of, meaning_of
from lamppost.observe.tabular.layout import letter_of

NAMES = {"Example Cameras", "Example Locks", "示例公司"}


@pytest.fixture
def read(tmp_path):
    def of(text, **chosen) -> ListRead:
        path = tmp_path / "list.csv"
        path.write_text(text, encoding="utf-8")
        return read_list(path, "list.csv", NAMES.__contains__, ReadAs(**chosen))

    return of


def told(found):
    return [(one.field, one.place, one.by) for one in found.evidence.columns_as]


def asides(found):
    return [(one.what, one.first, one.last) for one in found.evidence.asides]


@pytest.mark.parametrize(
    ("headings", "fields"),
    [
        ("Hersteller;Modell;Gerätetyp;MAC-Adresse;IP-Adresse", ("maker", "model", "kind", "mac", "address")),
        ("Fabricant;Marque;Modèle;Adresse IP", ("maker", "brand", "model", "address")),
        ("Fabricante;Marca;Modelo;Dirección MAC", ("maker", "brand", "model", "mac")),
        ("厂商;品牌;型号;设备类型;MAC地址;IP地址;主机名", FIELDS),
        ("製造元;ブランド;型番;機器種別", ("maker", "brand", "model", "kind")),
        ("Производитель;Марка;Модель;MAC-адрес", ("maker", "brand", "model", "mac")),
        ("제조사;브랜드;모델명", ("maker", "brand", "model")),
        ("MANUFACTURER (OEM);Model #;primary_ip4;DNS name", ("maker", "model", "address", "host")),
    ],
)
def test_headings_are_read_in_the_languages_and_spellings_of_those_who_write_them(read, headings, fields):
    found = read(headings + "\n" + ";".join("x" for _ in headings.split(";")) + "\n")
    assert found.evidence.columns == [one for one in FIELDS if one in fields]
    assert all(one.by == "heading" for one in found.evidence.columns_as)


def test_a_heading_that_means_different_things_is_read_by_what_its_cells_hold(read):
    rows = "Example Cameras,C-1,00-00-5E-00-53-01,192.0.2.7\nOther,C-2,0000.5e00.5302,2001:db8::1\n"
    found = read("Vendor,Item,Interface,Address\n" + rows)
    assert told(found) == [("maker", "A", "cells"), ("mac", "C", "cells"), ("address", "D", "cells")]
    assert [(row.maker, row.mac, row.address) for row in found.rows] == [
        ("Example Cameras", "00:00:5e:00:53:01", "192.0.2.7"),
        ("Other", "00:00:5e:00:53:02", "2001:db8::1"),
    ]


def test_a_column_of_vendors_that_nobody_knows_is_not_taken_for_makers(read):
    found = read("Vendor,Price\nSome Shop,1\nOther Shop,2\n")
    assert (found.rows, found.evidence.read) == ([], "none")
    assert '--column maker="Vendor"' in found.issues[0].hint
    assert [row.maker for row in read("Vendor,Price\nSome Shop,1\n", columns={"maker": "vendor"}).rows] == [
        "Some Shop"
    ]


def test_a_sheet_without_headings_is_read_by_its_cells_or_by_letter_or_number(read):
    text = "Example Cameras;7;00:00:5e:00:53:01\nExample Locks;8;00:00:5e:00:53:02\n"
    assert told(read(text)) == [("maker", "A", "cells"), ("mac", "C", "cells")]
    found = read(text, columns={"maker": "1", "model": "b", "mac": "-"}, header_row=0)
    assert told(found) == [("maker", "A", "user"), ("model", "B", "user")]
    assert [(row.line, row.maker, row.model) for row in found.rows] == [
        (1, "Example Cameras", "7"),
        (2, "Example Locks", "8"),
    ]


def test_the_user_is_right_about_columns_and_a_column_that_is_not_there_is_refused(read):
    text = "Maker,Sold by\nExample Cameras,Example Locks\n"
    assert [row.maker for row in read(text, columns={"maker": "Sold by"}).rows] == ["Example Locks"]
    found = read(text, columns={"maker": "Hersteller"})
    assert (found.evidence.read, found.issues[0].what) == (
        "none",
        "no column “Hersteller”, which was to be maker",
    )
    assert read(text, columns={"maker": "A", "brand": "1"}).issues[0].what == "column “1” chosen twice"
    assert read(text, header_row=9).issues[0].what == "no row 9 with anything in it near the top"


def test_titles_stand_above_the_headings_and_totals_below_the_rows_and_neither_is_a_supplier(read):
    found = read(
        "Inventory of Example Town,,\nprinted for Anna-iPhone,,\n\nManufacturer,Model,Pieces\n"
        "Example Cameras,C-1,2\n\nManufacturer,Model,Pieces\nExample Locks,L-1,3\nSubtotal: 5,,\nTotal,,5\n"
    )
    assert [row.maker for row in found.rows] == ["Example Cameras", "Example Locks"]
    assert asides(found) == [("above", 1, 2), ("headings", 7, 7), ("total", 9, 10)]
    assert (found.evidence.rows, found.issues) == (2, [])


@pytest.mark.parametrize("word", ["Summe", "Total général", "合计", "Итого", "合計"])
def test_a_sum_without_a_number_is_one_at_the_end_alone(read, word):
    found = read(f"maker;model\nExample Locks;L-1\n{word};\n")
    assert ([row.maker for row in found.rows], asides(found)) == (["Example Locks"], [("total", 3, 3)])
    found = read(f"maker;model\n{word};\nExample Locks;L-1\n")
    assert [row.maker for row in found.rows] == [word, "Example Locks"]
    assert [row.maker for row in read(f"maker;model\n{word};X1\n").rows] == [word]


def test_headings_in_two_rows_are_read_together(read):
    found = read(
        "Device,,Network,\nManufacturer,Model,MAC,IP\nExample Cameras,C-1,00:00:5e:00:53:01,192.0.2.7\n"
    )
    assert found.evidence.columns == ["maker", "model", "mac", "address"]
    found = read("Manufacturer,Network,,Site\n,MAC,IP,\nExample Cameras,00:00:5e:00:53:01,192.0.2.7,Here\n")
    assert found.evidence.columns == ["maker", "mac", "address"]
    assert [(row.line, row.maker, row.address) for row in found.rows] == [(3, "Example Cameras", "192.0.2.7")]


def test_people_places_and_serial_numbers_are_counted_and_never_kept(read):
    found = read(
        "Besitzer,Maker,Seriennummer,Standort,MAC\nAnna-iPhone,Example Cameras,SN-CANARY,Room-CANARY,Anna-iPhone\n"
    )
    assert (found.evidence.columns_not_read, found.evidence.columns_private) == (3, 3)
    assert "CANARY" not in repr(found)
    assert "Anna-iPhone" not in repr(found)
    assert [one.what for one in found.issues] == ["mac holds no MAC address"]


def test_a_column_of_people_is_not_read_for_makers_though_it_is_full_of_known_names(read):
    found = read("Owner,Item\nExample Cameras,1\nExample Locks,2\n")
    assert (found.rows, found.evidence.read) == ([], "none")


def test_cells_that_say_nothing_are_absent_and_of_several_addresses_the_first_is_read_and_that_is_said(read):
    found = read("maker,model,ip,mac\nN/A,unbekannt,192.0.2.1/24; 192.0.2.2,00:00:00:00:00:00\n")
    assert [(row.maker, row.model, row.address, row.mac) for row in found.rows] == [
        (None, None, "192.0.2.1", None)
    ]
    assert [one.what for one in found.issues] == [
        "address holds 2 of them, the first is read",
        "mac holds no MAC address",
    ]
    assert found.evidence.rows_in_part == 1


def test_a_quote_that_never_ends_costs_its_own_row_alone(read):
    found = read('maker,model\nA,1\n"B,2\nC,3\n"D" x,4\nE,5\n')
    assert [row.maker for row in found.rows] == ["A", "C", "E"]
    assert [(one.row, one.what) for one in found.issues] == [
        (3, "',' expected after '\"', not read"),
        (5, "',' expected after '\"', not read"),
    ]


def test_a_quote_that_is_still_open_after_a_hundred_lines_costs_its_own_row_alone(read):
    found = read('maker\nA\n"B\n' + "C\n" * 150)
    assert [row.maker for row in found.rows] == ["A", *["C"] * 150]
    assert [(one.row, one.what) for one in found.issues] == [(3, "a quote that does not end, not read")]


def test_a_row_that_only_lacks_cells_that_nobody_reads_is_read(read):
    found = read("maker,model,note\nA,1\nB\n")
    assert [(row.maker, row.model) for row in found.rows] == [("A", "1")]
    assert found.issues[0].row == 3


def test_no_heading_means_two_things():
    from lamppost.observe.tabular import headings

    texts = [getattr(headings, name) for name in vars(headings) if name.isupper() and name.startswith("_")]
    words = [
        heading_of(word)
        for text in texts
        if isinstance(text, str) and "|" in text
        for line in text.strip().splitlines()
        for word in line.split("|")
    ]
    assert sorted(word for word in set(words) if words.count(word) > 1) == []
    assert set(WORDS.values()) == {*FIELDS, *PRIVATE, "unclear"}
    assert meaning_of("Owner") == "people"


def test_columns_have_the_letters_of_a_spreadsheet():
    assert [letter_of(place) for place in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]


@given(
    st.permutations(["Hersteller", "Modell", "MAC", "Standort", "Besitzer", "Bemerkung"]),
    st.integers(0, 3),
    st.booleans(),
)
def test_whatever_the_order_and_whatever_stands_above_the_same_is_read(
    tmp_path_factory, order, above, with_total
):
    cells = {"Hersteller": "Example Cameras", "Modell": "C-1", "MAC": "00:00:5e:00:53:01"}
    lines = ["Liste" + ";" * (len(order) - 1)] * above
    lines += [";".join(order), ";".join(cells.get(one, "CANARY") for one in order)]
    lines += ["Summe;1" + ";" * (len(order) - 2)] * with_total
    path = tmp_path_factory.mktemp("any") / "list.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    found = read_list(path, "list.csv")
    assert [(row.maker, row.model, row.mac) for row in found.rows] == [
        ("Example Cameras", "C-1", "00:00:5e:00:53:01")
    ]
    assert "CANARY" not in repr(found)
    assert (found.evidence.rows, found.evidence.columns_private) == (1, 3)


_CELL = st.text(st.characters(codec="utf-8", exclude_characters="\r\n"), max_size=12)


@given(st.lists(st.lists(_CELL, min_size=1, max_size=5), min_size=1, max_size=12))
def test_whatever_the_cells_each_row_is_read_an_issue_or_said_to_be_none(tmp_path_factory, rows):
    path = tmp_path_factory.mktemp("any") / "list.csv"
    text = "Maker,Model\n" + "".join(
        ",".join('"' + cell.replace('"', '""') + '"' for cell in cells) + "\n" for cells in rows
    )
    path.write_text(text, encoding="utf-8", newline="")
    found = read_list(path, "list.csv", chosen=ReadAs(header_row=1))
    held = sum(any(cell.strip() for cell in cells) for cells in rows)
    beside = sum(one.last - one.first + 1 for one in found.evidence.asides)
    assert found.evidence.rows == len(found.rows) + found.evidence.rows_not_read == held - beside
    assert found.evidence.rows_not_read <= len(found.issues)
