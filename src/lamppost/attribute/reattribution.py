"""The destinations of a stored device for another day or other packs, without the evidence."""

import msgspec

from lamppost.attribute.laws import Laws
from lamppost.attribute.networks import Meanings
from lamppost.knowledge.base import Knowledge
from lamppost.model.result import Device


def reattribute_destinations(device: Device, knowledge: Knowledge, laws: Laws | None = None) -> Device:
    """The device with operators, services, marks, laws and words for traffic worked out anew.

    What was observed stays: names, addresses, numbers and days; and so does what the user's own tables
    and the tables of packages said of an address, for they are not in the document.

    Args:
        device: A device of a result document; its maker is taken as it stands.
        knowledge: The packs, as of the day asked about.
        laws: The access laws of that day, to share between devices.
    """
    laws = laws or Laws(knowledge)
    meanings = Meanings(knowledge, laws)
    return with_laws(
        msgspec.structs.replace(device, destinations=[meanings.of(row) for row in device.destinations]),
        laws,
    )


def with_laws(device: Device, laws: Laws) -> Device:
    """The device with the laws over its maker and builder, and the chains behind them and those of its destinations."""
    own = laws.over_thing(device.maker, device.builder)
    all_laws = [*own, *(law for row in device.destinations for law in row.laws)]
    return msgspec.structs.replace(device, laws=own, law_grounds=laws.grounds(all_laws))
