"""The bill of materials of a release file in CycloneDX 1.6: what is installed with it, and the data that is in it.

Packages stand with the version that is pinned, the SHA-256 of every file of it that may be installed (as `distribution`
references: which of them is taken depends on the platform), and the licence that their metadata tell. Packs of data stand
with version, licence, the hash that `packs list` prints, and the credit that they owe. Same file, same pins: same bytes.
"""

import tomllib
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime
from hashlib import sha256
from importlib import metadata
from pathlib import Path

from cyclonedx.model import ExternalReference, ExternalReferenceType, HashAlgorithm, HashType, Property, XsUri
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.model.license import DisjunctiveLicense, LicenseExpression
from cyclonedx.output.json import JsonV1Dot6
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from packageurl import PackageURL
from packaging.utils import canonicalize_name
from tools.releasing.installed import Package, Pin, asked_for, read_pins, runtime
from tools.releasing.licences import licence_of, shipped_packs, spdx

import lamppost

SUFFIX = ".cdx.json"
CREDIT = "lamppost:attribution"
"""The property that says whom a pack owes credit, in the words of `packs list`."""
_WRITER = "cyclonedx-python-lib"
_OWN = uuid.uuid5(
    uuid.NAMESPACE_DNS, "lamppost.example.net"
)  # serial numbers are derived from it and the file's hash


def write_bom(file: Path, root: Path, epoch: int) -> Path:
    """The bill of materials of a release file, written beside it once the schema has nothing against it.

    Args:
        file: Wheel or source archive.
        root: The tree that it was built from.
        epoch: The time that the release carries, in seconds since 1970 (UTC).

    Raises:
        ValueError: The schema of CycloneDX 1.6 refuses what was made.
    """
    text = bom_of(file, root, epoch)
    wrong = problem_of(text)
    if wrong:
        raise ValueError(f"{file.name}: {wrong}")
    there = file.with_name(file.name + SUFFIX)
    there.write_text(text, "utf-8")
    return there


def problem_of(text: str) -> str | None:
    """What the schema of CycloneDX 1.6 has against a document; None if nothing."""
    found = JsonStrictValidator(SchemaVersion.V1_6).validate_str(text)
    return None if found is None else str(found)


def bom_of(file: Path, root: Path, epoch: int) -> str:
    """The bill of materials of a release file, as JSON."""
    digest = sha256(file.read_bytes()).hexdigest()
    subject = _subject(file, root, digest)
    pins = read_pins(root / "constraints.txt")
    held = {one.name: one for one in runtime(root)}
    packages = {name: _package(one, pins[name]) for name, one in held.items()}
    data = list(_data(root))
    bom = Bom(components=[*packages.values(), *data], serial_number=uuid.uuid5(_OWN, digest))
    bom.metadata.component = subject
    bom.metadata.timestamp = datetime.fromtimestamp(epoch, UTC)
    bom.metadata.tools.components.add(
        Component(name=_WRITER, version=metadata.version(_WRITER), type=ComponentType.LIBRARY)
    )
    direct = {canonicalize_name(one.name) for one in asked_for(root)} & packages.keys()
    bom.register_dependency(subject, [*(packages[name] for name in direct), *data])
    for name, one in held.items():
        bom.register_dependency(packages[name], [packages[need] for need in one.needs])
    return JsonV1Dot6(bom).output_as_string(indent=2) + "\n"


def _subject(file: Path, root: Path, digest: str) -> Component:
    told = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))["project"]
    return Component(
        name="lamppost",
        version=lamppost.__version__,
        type=ComponentType.APPLICATION,
        bom_ref="lamppost",
        description=f"{file.name}: {told['description']}",
        hashes=[HashType(alg=HashAlgorithm.SHA_256, content=digest)],
        licenses=[_licence(told["license"])],
    )


def _package(one: Package, pin: Pin) -> Component:
    purl = PackageURL("pypi", None, one.name, one.version)
    licence = licence_of(one).expression
    files = ExternalReference(
        type=ExternalReferenceType.DISTRIBUTION,
        url=XsUri(str(purl)),
        comment="the files of this version, one of which is installed",
        hashes=[HashType(alg=HashAlgorithm.SHA_256, content=digest) for digest in pin.hashes],
    )
    return Component(
        name=one.name,
        version=one.version,
        type=ComponentType.LIBRARY,
        bom_ref=str(purl),
        purl=purl,
        licenses=[_licence(licence)] if licence else [],
        external_references=[files],
    )


def _data(root: Path) -> Iterator[Component]:
    """The packs, and within one of them the editions of others, each with the credit it owes."""
    packs, held = shipped_packs(root)
    sums = {ref.id: ref.sha256 for ref in packs.refs}
    for one in held:
        yield Component(
            name=f"packs/{one.id}",
            version=one.version,
            type=ComponentType.DATA,
            bom_ref=f"packs/{one.id}",
            hashes=[HashType(alg=HashAlgorithm.SHA_256, content=sums[one.id])],
            licenses=[_licence(spdx(one.licence) or one.licence)],
            properties=[Property(name=CREDIT, value=one.attribution)] if one.attribution else [],
        )
    for name, listed in sorted(packs.editions.items()):
        edition = listed.edition
        yield Component(
            name=f"packs/deployments/{name}",
            version=str(edition.published_on or edition.year),
            type=ComponentType.DATA,
            bom_ref=f"packs/deployments/{name}",
            description=edition.title,
            licenses=[_licence(spdx(edition.licence) or edition.licence)],
            properties=[Property(name=CREDIT, value=edition.attribution)],
        )


def _licence(expression: str) -> DisjunctiveLicense | LicenseExpression:
    """One identifier as such, anything longer as an expression, words that are neither as a name."""
    if spdx(expression) is None:
        return DisjunctiveLicense(name=expression)
    if " " in expression:
        return LicenseExpression(expression)
    return DisjunctiveLicense(id=expression)
