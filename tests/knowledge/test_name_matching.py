"""Names that are nearly a held one: what is compared, what is found, and what is said to differ."""

import numpy as np
import pytest

from lamppost.knowledge.matching.alignment import CONFLICT, EXTRA, MISSING, align, likeness
from lamppost.knowledge.matching.forms import Form, forms_of, heard
from lamppost.knowledge.matching.grams import N_GRAMS, grams_of
from lamppost.knowledge.matching.index import GramIndex, build_columns
from lamppost.knowledge.matching.nearest import MATCHES, HeldNames
from lamppost.knowledge.matching.tables import legal_forms, ordinary_words, sign_groups

HIKVISION = "Hangzhou Hikvision Digital Technology Co., Ltd."
DAHUA = "Zhejiang Dahua Technology Co., Ltd."
HELD = [
    HIKVISION, "海康威视", DAHUA, "Zhejiang Uniview Technologies Co., Ltd.", "TP-Link Technologies Co., Ltd.", "ZTE Corporation",
    "Huawei Technologies Co., Ltd.", "Shenzhen TVT Digital Technology Co., Ltd.", "Axis Communications AB", "Hanwha Vision Co., Ltd.",
    "Robert Bosch GmbH", "Bosch Rexroth AG", "Yandex LLC", "Megvii Technology", "Hytera Communications Corporation", "Milesight",
    "China Telecom Corporation Limited", "China Mobile Limited", "China Unicom (Hong Kong) Limited", "Motorola Solutions, Inc.",
    "深圳市同为数码科技股份有限公司", "株式会社日立製作所", "Société Générale de Surveillance SA",
]  # fmt: skip


@pytest.fixture(scope="module")
def held():
    return HeldNames(HELD)


def meant(held, asked):
    found = held.nearest(asked)
    return HELD[found[0].place] if found and found[0].alignment.score >= MATCHES else None


@pytest.mark.parametrize(
    ("asked", "name"),
    [
        ("HIKVISION DIGITAL TECH CO LTD", HIKVISION),
        ("Hangzhou Hikvision", HIKVISION),
        ("Hikvision, Hangzhou", HIKVISION),
        ("hangzhou hikvison digital technology", HIKVISION),
        ("HangzhouHikvision Digital Technology", HIKVISION),
        ("Hai Kang Wei Shi", "海康威视"),
        ("Haikang Weishi Co., Ltd.", "海康威视"),
        ("海康威視", "海康威视"),
        ("浙江大華技術股份有限公司", DAHUA),
        ("同为数码", "深圳市同为数码科技股份有限公司"),
        ("Zhejiang Dahua Tech", DAHUA),
        ("Dahua Technology Limited", DAHUA),
        ("ZTE Corp", "ZTE Corporation"),
        ("Axis Communications Aktiebolag", "Axis Communications AB"),
        ("Яндекс ООО", "Yandex LLC"),  # noqa: RUF001 - Cyrillic
        ("Хуавей Технолоджис", None),
        ("Robert Bosch Gesellschaft mit beschränkter Haftung", "Robert Bosch GmbH"),
        ("SOCIETE GENERALE DE SURVEILLANCE S.A.", "Société Générale de Surveillance SA"),
        ("Shenzhen Tongwei Digital Technology Co., Ltd.", "深圳市同为数码科技股份有限公司"),
        ("Motorola Solution", "Motorola Solutions, Inc."),
    ],
)
def test_a_name_written_otherwise_means_the_held_one(held, asked, name):
    assert meant(held, asked) == name


@pytest.mark.parametrize(
    "asked",
    [
        "Dahua Agriculture Co., Ltd.", "Hikvision Insurance", "Huawei Furniture Ltd", "Hangzhou Digital Technology Co., Ltd.", "Technology Co., Ltd.",
        "China Cement Limited", "Bosch Siemens Hausgeräte GmbH", "Example Cameras Ltd", "大华农业有限公司", "海康医药", "Axis Bank", "Ltd", "", "!?",
    ],
)  # fmt: skip
def test_a_look_alike_is_nobody_who_is_held(held, asked):
    assert meant(held, asked) is None


def test_what_agrees_and_what_differs_is_told(held):
    alignment = held.nearest("Dahua Agriculture Co., Ltd.")[0].alignment
    assert [pair.held for pair in alignment.pairs] == ["dahua"]
    assert alignment.extra == ("agriculture",)
    assert "technology" in alignment.missing


def test_legal_forms_are_left_out_wherever_they_stand_and_named():
    assert forms_of("OOO Yandex")[0].words == ("yandex",)
    assert forms_of("Yandex GmbH & Co. KG")[0].words == ("yandex",)
    assert forms_of("Yandex Ltd (China)")[0].words == ("yandex", "china")
    assert forms_of("Yandex S.p.A.")[0].left_out == ("spa",)


def test_a_name_that_is_a_legal_form_alone_keeps_its_words():
    assert forms_of("SIA")[0].words == ("sia",)
    assert forms_of("AG Neovo")[0].words == ("ag", "neovo")


def test_chinese_signs_are_compared_as_signs_as_sounds_and_half_in_english():
    kinds = {form.kind: form.words for form in forms_of("深圳市华为技术有限公司")}
    assert kinds["signs"] == ("深圳", "市", "华", "为", "技术")
    assert kinds["half"] == ("shenzhen", "huawei", "technology")
    assert "".join(kinds["sounds"]) == "shenzhenshihuaweijishu"


def test_traditional_signs_are_compared_as_simplified_ones():
    assert forms_of("華為技術")[0].words == forms_of("华为技术")[0].words


def test_signs_of_the_same_sound_are_not_the_same_name():
    assert meant(HeldNames(["海康威视", *HELD[2:]]), "海抗微士") is None


def test_letters_that_alphabets_write_differently_sound_the_same():
    assert heard("khikvizhn") == heard("hikvisn")
    assert heard("yandex") == heard("yandeks")


def test_words_of_few_letters_or_with_other_digits_are_not_alike():
    assert likeness("zte", "zta") == 0.0
    assert likeness("model20", "model30") == 0.0
    assert 0.7 < likeness("hikvision", "hikvison") < 1


def test_a_word_too_much_costs_more_than_one_that_is_missing():
    def weigh(word):
        return 1.0

    short, long = Form("latin", ("axis",), (), "axis"), Form("latin", ("axis", "bank"), (), "axisbank")
    assert align(short, long, weigh).score > align(long, short, weigh).score


def test_the_nearest_do_not_depend_on_the_order_of_the_names():
    turned = HeldNames(HELD[::-1])
    for asked in ("Hangzhou Hikvision", "China Telecom Ltd", "海康威視"):
        found = turned.nearest(asked)[0]
        assert HELD[::-1][found.place] == HELD[HeldNames(HELD).nearest(asked)[0].place]


def test_an_index_in_parts_is_the_index_at_once(monkeypatch):
    whole, words = build_columns(HELD)
    monkeypatch.setattr("lamppost.knowledge.matching.index.AT_ONCE", 5)
    parts, others = build_columns(HELD)
    assert words == others
    for one, other in zip(whole, parts, strict=True):
        np.testing.assert_array_equal(one, other)


def test_no_gram_reaches_from_one_word_or_name_into_the_next():
    one, two = (
        grams_of([Form("latin", ("ab",))]),
        grams_of([Form("latin", ("ab", "ab")), Form("latin", ("ab",))]),
    )
    assert set(one.grams.tolist()) == set(two.grams.tolist())
    assert len(two.grams) == 2 * len(one.grams)


def test_postings_can_be_read_from_elsewhere():
    columns, _ = build_columns(HELD)
    asked = forms_of("Hangzhou Hikvision")
    kept = {
        gram: columns.postings[columns.starts[gram] : columns.starts[gram + 1]] for gram in range(N_GRAMS)
    }
    elsewhere = GramIndex(np.diff(columns.starts), columns.norms, columns.names, kept.__getitem__)
    assert elsewhere.nearest(asked, 5) == GramIndex.of(columns).nearest(asked, 5)


def test_nothing_is_near_where_nothing_is_held():
    assert HeldNames([]).nearest("Example") == []


def test_no_word_stands_twice_in_the_tables_with_two_meanings():
    assert ("limited",) in legal_forms()
    assert ordinary_words()["tech"].word == "technology"
    assert sign_groups()["有限公司"].kind == "form"
    assert not {" ".join(form) for form in legal_forms()} & {
        known.word for known in ordinary_words().values()
    }


def test_words_that_each_name_lacks_cost_more_than_the_same_words_on_one_side():
    def weigh(word):
        return 1.0

    asked = Form("latin", ("axis", "cameras"), (), "axiscameras")
    apart = align(asked, Form("latin", ("axis", "trucks"), (), "axistrucks"), weigh).score
    assert apart == pytest.approx(1 / (1 + EXTRA + MISSING + CONFLICT))


def test_numbers_in_words_and_mistyped_legal_forms_do_not_matter():
    assert forms_of("First Brigade Forty-Four")[0].words == ("1", "brigade", "44")
    assert forms_of("Siemens Aktiengeselschaft")[0].words == ("siemens",)
    assert forms_of("Example Compact")[0].words == ("example", "compact")
    assert HeldNames(["Siemens AG", *HELD]).nearest("SiemensAG")[0].alignment.score == 1.0
