"""Letters are read as they were written, and how is said; what its bytes do not tell is asked for."""

import pytest

from lamppost.model.errors import LamppostError
from lamppost.model.sheets import ReadAs
from lamppost.observe.supplier_list.reader import read_list

WESTERN = "Hersteller;Größe;Modell\nMüller Überwachung GmbH;10;É-1\nSociété Générale d’Éclairage;5;ñ\n"
CHINESE = "厂商,型号,备注\n杭州示例数字技术股份有限公司,甲-1,位于一楼\n示例科技,乙-2,无\n"


@pytest.fixture
def read(tmp_path):
    def of(content, encoding=None):
        path = tmp_path / "list.csv"
        path.write_bytes(content)
        return read_list(path, "list.csv", chosen=ReadAs(encoding=encoding))

    return of


@pytest.mark.parametrize(
    ("text", "written", "shown", "by"),
    [
        (WESTERN, "utf-8", "UTF-8", "bytes"),
        (WESTERN, "utf-8-sig", "UTF-8", "mark"),
        (WESTERN, "cp1252", "cp1252", "bytes"),
        (WESTERN, "utf-16", "UTF-16", "mark"),
        (WESTERN, "utf-16-le", "UTF-16 LE", "bytes"),
        (WESTERN, "utf-16-be", "UTF-16 BE", "bytes"),
        (CHINESE, "gb18030", "GB 18030", "bytes"),
        (CHINESE, "utf-8", "UTF-8", "bytes"),
        (CHINESE, "utf-16-le", "UTF-16 LE", "bytes"),
        (CHINESE, "utf-16-be", "UTF-16 BE", "bytes"),
        (CHINESE, "utf-32", "UTF-32", "mark"),
    ],
)
def test_a_text_is_read_in_the_encoding_that_it_is_written_in_and_which_is_said(
    read, text, written, shown, by
):
    found = read(text.encode(written))
    assert (found.evidence.encoding, found.evidence.encoding_by) == (shown, by)
    first = text.splitlines()[1].replace(",", ";").split(";")[0]
    assert (found.rows[0].maker, len(found.rows), found.issues) == (first, 2, [])


def test_one_broken_letter_in_utf_8_costs_its_cell_and_not_the_others_their_letters(read):
    content = ("maker;model\n" + "Müller Überwachung;ü\n" * 30 + "B").encode() + b"\xff;1\nC;2\n"
    found = read(content)
    assert found.evidence.encoding == "UTF-8"
    assert (len(found.rows), found.rows[-1].maker) == (31, "C")
    assert [(one.row, one.what) for one in found.issues] == [
        (32, "maker holds a letter that cannot be read, and so not the row")
    ]


@pytest.mark.parametrize("written", ["cp1251", "shift_jis", "euc_kr", "koi8-r"])
def test_what_its_bytes_do_not_tell_is_not_guessed_and_the_user_may_say_it(read, written):
    text = {
        "shift_jis": "製造元,型番\nサンプルカメラ,カメ\n",
        "euc_kr": "제조사,모델\n예제카메라회사,카메라\n",
    }.get(written, "Производитель,Модель\nПример камеры,Камера\n")
    found = read(text.encode(written))
    assert (found.evidence.read, found.issues[0].what) == (
        "none",
        "letters in an encoding that its bytes do not tell",
    )
    found = read(text.encode(written), written)
    assert (len(found.rows), found.evidence.encoding_by) == (1, "user")


def test_an_encoding_that_there_is_not_is_refused(read):
    for name in ("utf-9", "zlib", "rot13", "idna\0"):
        with pytest.raises(LamppostError, match="no such encoding"):
            read(b"maker\nA\n", name)
