"""What is looked up of fingerprints, names and addresses in the store is what the files of the packs say."""

import dataclasses
import ipaddress
from datetime import date, timedelta

import pytest

from lamppost.knowledge.base import Knowledge
from lamppost.knowledge.loading import load_packs
from lamppost.knowledge.structs import Correction

DAY = date(2026, 11, 27)


def withdrawn(row_id, day):
    return Correction(
        row=row_id, what="retracted", corrected_on=day, why="made", said_by="us", replaced_by=None
    )


@pytest.fixture(scope="module")
def packs():
    """The shipped ones, with a fingerprint, a name and a range withdrawn on a day."""
    held = load_packs()
    rows = [
        next(iter(held.fingerprints)),
        next(host.id for network in held.networks.values() for host in network.names),
        next(one.id for network in held.networks.values() for one in network.ranges),
    ]
    corrections = {row: withdrawn(row, DAY) for row in rows}
    return dataclasses.replace(held, corrections=corrections, store=None)


def days_of(packs):
    """Days before, between and behind those on which rows were read, and around the withdrawal."""
    read = {max(source.retrieved for source in one.sources) for one in packs.fingerprints.values()}
    return [min(read) - timedelta(days=1), min(read), max(read), DAY - timedelta(days=1), DAY, None]


def test_what_is_known_by_a_day_is_what_was_read_and_not_withdrawn_by_it(packs):
    for known_by in days_of(packs):
        knowledge = Knowledge(packs, DAY, known_by)
        by = known_by or date.max

        def is_known(row, read, by=by):
            return read <= by and not (row.id in packs.corrections and by >= DAY)

        assert {one.id for rows in knowledge.fingerprints.values() for one in rows} == {
            one.id
            for one in packs.fingerprints.values()
            if is_known(one, max(source.retrieved for source in one.sources))
        }
        networks = packs.networks.values()
        assert dict(knowledge.store.hosts(knowledge.when)) == {
            host.suffix.lower(): host.id
            for network in networks
            for host in network.names
            if is_known(host, host.source.retrieved)
        }
        for version in (4, 6):
            assert list(knowledge.store.prefixes(version, knowledge.when)) == [
                (prefix, int(parsed.network_address), parsed.max_prefixlen - parsed.prefixlen, held.id)
                for network in networks
                for held in network.ranges
                if is_known(held, held.source.retrieved)
                for prefix in held.prefixes
                if (parsed := ipaddress.ip_network(prefix)).version == version
            ]


def test_an_operator_and_a_service_are_given_with_the_rows_of_their_files(packs):
    knowledge = Knowledge(packs, DAY)
    said = {
        prefix: (network.id, held)
        for network in packs.networks.values()
        for held in network.ranges
        if held.id not in packs.corrections
        for prefix in held.prefixes
    }
    for prefix in list(said)[::50]:
        address = str(ipaddress.ip_network(prefix).network_address)
        operator, row, longest = knowledge.operator_of(address)
        assert (operator, row) == said[longest]
    for network in packs.networks.values():
        for host in network.names:
            if host.id not in packs.corrections:
                assert knowledge.service_of(f"x.{host.suffix}") == host
