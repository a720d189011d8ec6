import json

import msgspec
from tests.report.columns import acting
from tests.report.made_result import made_result, quiet_result

from lamppost.model.result import ResultDocument, encode
from lamppost.report.json.renderer import render


def test_the_text_reads_back_as_the_same_document():
    assert msgspec.json.decode(render(made_result()).encode(), type=ResultDocument) == made_result()


def test_an_ordinary_document_is_the_text_of_its_encoding():
    assert render(quiet_result()) == encode(quiet_result()).decode()


def test_nothing_in_the_text_acts_on_the_terminal_that_shows_it():
    text = render(made_result())
    assert not acting(text)
    assert json.loads(text) == json.loads(encode(made_result()))
