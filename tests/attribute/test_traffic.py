"""Words for the shape of traffic: each threshold from both sides."""

import msgspec
import pytest

from lamppost.attribute import traffic
from lamppost.attribute.traffic import opener_of, traffic_of, traffic_word
from lamppost.model.reach import Exchange
from lamppost.model.vocabulary import TRAFFIC_WORDS


def row(
    port="tcp/443", sent=0, received=0, *, packets=(1, 1), seconds=1.0, connections=1, opened_by="device"
):
    return Exchange(
        port=port, opened_by=opened_by, connections=connections, sent_bytes=sent, received_bytes=received,
        sent_packets=packets[0], received_packets=packets[1], active_s=seconds, traffic="unknown",
    )  # fmt: skip


def word(*args, **kwargs):
    return traffic_word(row(*args, **kwargs))


UPLOAD = {"sent": 250_000, "received": 10_000, "packets": (250, 150), "seconds": 15.0}


def test_much_sent_in_full_packets_and_little_back_is_a_bulk_upload():
    assert word(**UPLOAD) == "bulk_upload"


@pytest.mark.parametrize(
    "less",
    [
        {"sent": 249_999},
        {"packets": (501, 150)},
        {"received": 83_334},
    ],
)
def test_a_bulk_upload_needs_volume_full_packets_and_one_side(less):
    assert word("udp/5000", **UPLOAD | less) not in ("bulk_upload", "slow_upload")


def test_the_edges_of_a_bulk_upload_count():
    assert word(**UPLOAD | {"packets": (500, 150)}) == "bulk_upload"
    assert word(**UPLOAD | {"received": 83_333}) == "bulk_upload"
    assert word(**UPLOAD | {"seconds": 40.0}) == "bulk_upload"


def test_less_than_a_bulk_in_full_packets_is_a_small_upload_and_no_web_exchange():
    assert word(**UPLOAD | {"sent": 249_999}) == "small_upload"
    assert word(sent=10_000, received=400, packets=(20, 9)) == "small_upload"
    assert word(sent=9_999, received=400, packets=(19, 9)) == "web_exchange"
    assert word(sent=10_000, received=400, packets=(21, 9)) == "web_exchange"
    assert word("udp/53", **UPLOAD | {"sent": 100_000, "packets": (100, 60)}) == "small_upload"


def test_as_much_sent_below_fifty_kilobits_a_second_is_slow():
    assert word(**UPLOAD | {"seconds": 40.01}) == "slow_upload"


def test_an_upload_of_which_no_time_is_known_is_not_called_slow():
    assert word(**UPLOAD | {"seconds": 0.0}) == "bulk_upload"


def test_much_received_and_little_sent_is_a_download():
    assert word(sent=10_000, received=250_000, packets=(150, 250)) == "bulk_download"
    assert word(sent=10_000, received=249_999, packets=(150, 250)) == "web_exchange"


def test_time_is_the_size_of_ntp_both_ways_on_its_port():
    assert word("udp/123", 76, 76) == "time"
    assert word("udp/123", 116, 116) == "time"
    for sent, received, port in ((75, 76, "udp/123"), (76, 117, "udp/123"), (76, 76, "udp/124")):
        assert word(port, sent, received) != "time"


def test_media_over_the_port_of_ntp_is_not_called_time():
    assert word("udp/123", **UPLOAD) == "bulk_upload"


def test_what_nobody_answered_is_said_to_be_so():
    assert word("udp/123", 76, 0, packets=(1, 0)) == "unanswered"
    assert word("udp/32100", 4_000, 0, packets=(100, 0)) == "unanswered"


def test_names_and_paths_are_told_by_port_only_while_they_are_small():
    assert word("udp/53", 600, 900, packets=(8, 8)) == "name_lookup"
    assert word("udp/3478", 600, 900, packets=(8, 8)) == "signalling"
    assert word("udp/53", **UPLOAD) == "bulk_upload"
    assert word("udp/3478", **UPLOAD) == "bulk_upload"


def test_a_short_web_exchange_and_a_kept_open_one_are_told_apart_by_ten_minutes():
    few = {"sent": 2_000, "received": 6_000, "packets": (20, 12)}
    assert word(seconds=600.0, **few) == "web_exchange"
    assert word(seconds=600.1, **few) == "small_control"
    assert word(seconds=1_200.0, connections=2, **few) == "web_exchange"


def test_small_messages_on_other_ports_are_control_however_many():
    assert word("udp/32100", 90_000, 90_000, packets=(300, 300), seconds=3_600) == "small_control"
    assert word("udp/32100", 900_000, 900_000, packets=(3_000, 3_000), seconds=3_600) == "small_control"
    assert word("udp/32100", 90_100, 90_000, packets=(300, 300), seconds=3_600) == "unknown"


def test_steady_both_ways_needs_ten_seconds_and_the_rate_each_way():
    both = {"sent": 25_000, "received": 25_000, "packets": (125, 125), "seconds": 10.0}
    assert word("udp/40000", **both) == "two_way_stream"
    assert word("udp/40000", **both | {"seconds": 9.9}) != "two_way_stream"
    assert word("udp/40000", **both | {"received": 24_999}) != "two_way_stream"
    assert word("udp/40000", **both | {"sent": 75_000}) != "two_way_stream"


@pytest.mark.parametrize("what", ["sent_bytes", "received_bytes", "sent_packets", "received_packets"])
def test_no_shape_is_told_where_bytes_or_packets_are_not_told_of_all_connections(what):
    for whole in (row(**UPLOAD), row(sent=90_000, received=900_000), row("udp/53", sent=9, received=9)):
        assert traffic_word(whole) != "unknown"
        assert traffic_word(msgspec.structs.replace(whole, untold=[what])) == "unknown"
        assert traffic_word(msgspec.structs.replace(whole, untold=[what], **{what: None})) == "unknown"


def test_where_no_time_is_told_only_shapes_that_need_none_are():
    def untimed(*args, **kwargs):
        held = row(*args, **kwargs)
        return traffic_word(msgspec.structs.replace(held, untold=["active_s"], active_s=None))

    assert untimed(**UPLOAD) == "unknown"
    assert untimed(**UPLOAD | {"sent": 249_999}) == "small_upload"
    assert untimed(sent=90_000, received=900_000, packets=(900, 900)) == "bulk_download"
    assert untimed("udp/53", sent=100, received=200) == "name_lookup"
    assert untimed(sent=900, received=900, packets=(9, 9)) == "unknown"
    assert untimed("tcp/5000", sent=900, received=900, packets=(9, 9)) == "unknown"
    assert untimed(sent=300_000, received=300_000, packets=(3_000, 3_000)) == "unknown"


def test_a_destination_takes_the_word_of_its_largest_exchange_and_says_who_opened():
    look_up = msgspec.structs.replace(row("udp/53", 60, 90), traffic="name_lookup")
    upload = msgspec.structs.replace(row(**UPLOAD, opened_by="outside"), traffic="bulk_upload")
    assert traffic_of([look_up, upload]) == "bulk_upload"
    assert traffic_of([]) == "unknown"
    assert (opener_of([look_up, upload]), opener_of([upload])) == ("both", "outside")


def test_no_word_says_what_was_in_it():
    text = " ".join(TRAFFIC_WORDS.values()).lower()
    assert "video" not in text
    assert "watch" not in text
    assert "shape of media" in TRAFFIC_WORDS["bulk_upload"]


def test_the_reference_page_states_each_threshold():
    from pathlib import Path

    page = (Path(__file__).parents[2] / "docs" / "reference" / "reach.md").read_text("utf-8")
    for value in (
        "250 kB",
        "10 kB",
        "50 kbit/s",
        "500 bytes",
        "75 %",
        "20 kbit/s",
        "10 seconds",
        "300 bytes",
        "10 minutes",
    ):
        assert value in page
    assert traffic.BULK_BYTES == 250_000
    for name in TRAFFIC_WORDS:
        assert f"`{name}`" in page
