"""Who replied, and in which file, stands in the tables of a report too."""

from datetime import date

import msgspec
from tests.report.made_result import made_result
from tests.report.readable import readable, rendered

from lamppost.model.result import Note, Reply

SHA256 = "0123456789abcdef" * 4


def test_a_reply_is_told_with_its_sender_and_the_hash_of_its_file():
    reply = Reply(
        sender="Example Council", source_class="official", file="answer.pdf", sha256=SHA256, builder="Dahua"
    )
    note = Note(kind="reply", text="Hikvision", seen_on=date(2026, 11, 20), maker="Hikvision", reply=reply)
    result = made_result()
    devices = [msgspec.structs.replace(result.devices[0], notes=[note]), *result.devices[1:]]
    for to in ("xlsx", "sqlite"):
        text = readable(to, rendered(msgspec.structs.replace(result, devices=devices), to))
        assert [
            word
            for word in ("Example Council", "answer.pdf", SHA256, "official", "Dahua")
            if word not in text
        ] == []
