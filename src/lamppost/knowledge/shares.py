"""How much is held, read where, of whom, and to whom credit is due."""

from collections import Counter
from pathlib import Path

from lamppost.knowledge.check import COUNTRIES
from lamppost.knowledge.check_records import passages_of
from lamppost.knowledge.optics import rows_of
from lamppost.knowledge.packs import Packs, decode_yaml
from lamppost.knowledge.structs import AddressRange, HostName, Manifest, Network


def read_shares(packs: Packs) -> dict[str, tuple[int, int]]:
    """Per kind of pack: rows known from an opened text, and rows cited through another."""
    sources: dict[str, list[str]] = {
        "organisations": [
            row.source.read for held in packs.organisations.values() for row in held.statements
        ],
        "brands": [row.source.read for brand in packs.brands.values() for row in brand.statements],
        "fingerprints": [row.sources[0].read for row in packs.fingerprints.values()],
        "networks": [
            row.source.read for network in packs.networks.values() for row in _network_rows(network)
        ],
        "lists": [
            *(row.read for listed in packs.lists.values() for row in listed.entries),
            *(row.source.read for listed in packs.lists.values() for row in listed.file.rules),
        ],
        "laws": [row.source.read for law in packs.laws.values() for row in passages_of(law)],
        "places": [
            *(turn.source.read for rule in packs.places.values() for turn in rule.turns),
            *(row.source.read for union in packs.unions.values() for row in union.members),
            *(row.source.read for register in packs.registers.values() for row in register.passages),
        ],
        "deployments": [
            *(one.edition.source.read for one in packs.editions.values() for _ in one.supplies),
            *(row.source.read for project in packs.projects.values() for row in project.passages),
        ],
    }
    sources["optics"] = [
        row.source.read for file in packs.optics.values() for row in rows_of(file) if row.source is not None
    ]
    return {name: (reads.count("here"), reads.count("cited")) for name, reads in sources.items()}


def manifests(root: Path) -> list[Manifest]:
    """The manifest of each pack in a folder."""
    return [decode_yaml(path, Manifest) for path in sorted(root.glob("*/pack.yml"))]


def credits_due(packs: Packs, held: list[Manifest]) -> list[str]:
    """The credit lines that licences ask for, each once."""
    lines = [manifest.attribution for manifest in held if manifest.attribution]
    lines += [one.edition.attribution for one in packs.editions.values()]
    return list(dict.fromkeys(lines))


def per_country(packs: Packs) -> list[tuple[str, int]]:
    """Statements by the country that their organisation is registered in, most first."""
    counts: Counter[str] = Counter()
    for organisation in packs.organisations.values():
        countries = {row.value for row in organisation.statements if row.property in COUNTRIES}
        for country in countries or {"??"}:
            counts[country] += len(organisation.statements)
    return sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))


def _network_rows(network: Network) -> list[HostName | AddressRange]:
    return [*network.names, *network.ranges]
