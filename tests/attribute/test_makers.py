"""Kinds and makers from hits: who votes, who wins a tie, what only suggests."""

from lamppost.attribute.hits import Shown
from lamppost.attribute.makers import attribute_kind, attribute_watches
from lamppost.attribute.matching import Hit
from lamppost.knowledge.structs import Shows


def hit(evidence, rule, **shows):
    return Hit(
        evidence=evidence, shows=Shows(**shows), field="f", rule=rule, model=None, firmware=None, links=(), text="t",
        stale=False,
    )  # fmt: skip


def shown(*hits):
    return Shown(hits=list(hits), fields=set(), registrant=None)


def kind(*hits):
    return attribute_kind(shown(*hits))[0]


def test_a_name_that_it_asks_for_has_no_vote():
    assert kind(hit("cloud_name", "a", kind="camera")) == "unknown"
    assert kind(hit("cloud_name", "a", kind="camera"), hit("self_description", "b", kind="phone")) == "phone"
    assert attribute_watches("unknown", shown(hit("cloud_name", "a", watches=True))) is False


def test_in_a_tie_a_persons_device_is_not_called_a_camera():
    camera, phone = hit("self_description", "a", kind="camera"), hit("self_description", "b", kind="phone")
    assert kind(camera, phone) == "phone"
    assert kind(camera, phone, hit("self_description", "c", kind="camera")) == "camera"


def test_what_says_as_much_that_it_watches_as_that_it_is_another_thing_may_watch():
    camera, hub = hit("self_description", "a", kind="camera"), hit("self_description", "b", kind="hub")
    assert kind(camera, hub) == "unknown"
    assert attribute_watches("unknown", shown(camera, hub)) is None
    assert kind(camera, hub, hit("self_description", "c", kind="camera")) == "camera"
    assert kind(camera, hit("self_description", "b", kind="doorbell")) == "camera"
    assert kind(hit("self_description", "a", kind="plug"), hub) == "hub"


def test_more_distinct_fingerprints_win_and_repeats_do_not_count():
    camera = hit("self_description", "a", kind="camera")
    assert (
        kind(
            camera, camera, hit("self_description", "b", kind="hub"), hit("self_description", "c", kind="hub")
        )
        == "hub"
    )


def test_what_it_says_settles_that_it_watches_and_a_block_only_suggests():
    assert attribute_watches("unknown", shown(hit("self_description", "a", watches=True))) is True
    assert attribute_watches("unknown", shown(hit("mac_block", "a", may_watch=True))) is None
    assert attribute_watches("printer", shown(hit("mac_block", "a", may_watch=True))) is False
    assert attribute_watches("computer", shown(hit("self_description", "a", may_watch=True))) is None
    assert attribute_watches("camera", shown()) is True


def test_a_label_alone_does_not_settle_that_what_calls_itself_a_camera_watches_not():
    hub = hit("label", "a", kind="hub")
    contradicted = shown(hub, hit("self_description", "b", kind="camera"))
    assert attribute_kind(contradicted)[0] == "hub"
    assert attribute_watches("hub", contradicted) is None
    assert attribute_watches("hub", shown(hub)) is False
