"""Who is said to build what bears its own name."""

from datetime import date

import pytest
from made_packs import MadePacks, statement

from lamppost.knowledge.base import Knowledge
from lamppost.knowledge.loading import load_packs

DAY = date(2026, 11, 23)
SOLD = statement("made-sold-by", "sold_by", "made-maker")
BUILT = statement("made-built-by", "built_by", "made-maker")
OTHER = statement("made-built-by-other", "built_by", "hikvision")


@pytest.mark.parametrize(
    ("brands", "expected"),
    [
        ({"made-brand": [SOLD, BUILT]}, True),
        ({"made-maker": [BUILT]}, True),
        ({}, False),
        ({"made-brand": [SOLD]}, False),
        ({"made-brand": [SOLD, BUILT, OTHER]}, False),
        ({"made-brand": [SOLD, {**BUILT, "product_line": "domes"}]}, False),
        ({"made-brand": [SOLD, {**BUILT, "valid_to": "2026-11-23"}]}, False),
        ({"made-brand": [SOLD, {**BUILT, "valid_to": "2026-11-24"}]}, True),
        ({"made-brand": [SOLD, {**BUILT, "source": {**BUILT["source"], "class": "crowd"}}]}, False),
        ({"made-brand": [SOLD, BUILT], "made-second": [{**SOLD, "id": "made-second-sold-by"}]}, False),
    ],
)
def test_a_maker_builds_what_bears_its_name_only_where_that_is_said_of_each_of_its_brands_and_of_nobody_else(
    tmp_path, brands, expected
):
    made = MadePacks(tmp_path / "mine").organisation("made-maker", [])
    for name, statements in brands.items():
        made.brand(name, statements)
    knowledge = Knowledge(load_packs([made.root]), DAY)
    assert knowledge.builds_itself("made-maker") is expected
