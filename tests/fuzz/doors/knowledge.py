"""What people write and publish: packs, policies, tables of addresses, published lists, keys, contexts and suppressions."""

import contextlib
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from functools import cache
from pathlib import Path
from shutil import rmtree
from tempfile import TemporaryDirectory

from tests.flows.made_policy import CASES, POLICY
from tests.fuzz.doors.door import Door, files_of, put
from tests.knowledge.made_packs import MadePacks, entry, statement
from tests.knowledge.updating import made_files

from lamppost.attribute.address_tables.rows import read_rows
from lamppost.attribute.user_tables import UserTables, read_mmdb
from lamppost.judge.lexis import NotAllowedError, read_condition
from lamppost.knowledge.base import Knowledge
from lamppost.knowledge.check import check_packs
from lamppost.knowledge.files import read_context
from lamppost.knowledge.loading import _claims
from lamppost.knowledge.packs import Packs, load_folder, load_policy
from lamppost.knowledge.recog import load_recog
from lamppost.knowledge.signatures import is_locked, read_private_key, read_public_key, sign, signer_of
from lamppost.knowledge.suppressions import read_suppressions
from lamppost.knowledge.updating import steps
from lamppost.knowledge.watchlists.reading import Listed, read_watch_list
from lamppost.model.errors import LamppostError
from lamppost.pipeline.sharing.pseudonyms import read_key

DAY = date(2026, 11, 23)
NONE: dict[str, object] = {
    name: {}
    for name in (
        "organisations", "brands", "fingerprints", "networks", "lists", "policies", "laws", "editions", "projects", "places",
        "unions", "corrections",
    )
}  # fmt: skip
SUPPRESSION = """[[suppression]]
policy = "us-ndaa-889"
rule = "listed-maker"
address = "192.0.2.10"
who = "facilities"
why = "moves out in January"
until = 2027-01-31
"""
RECOG = """<?xml version="1.0"?><fingerprints matches="http_header.server" protocol="http" database_type="service">
<fingerprint pattern="^Example Cam/([\\d.]+)$"><description>Made</description><example hw.version="1.0">Example Cam/1.0</example>
<param pos="0" name="hw.vendor" value="Axis"/><param pos="0" name="hw.device" value="Web cam"/></fingerprint></fingerprints>"""
WATCH = 'name,aliases,id,since,until,list,schema\nExample Works,"EW;Works",1,2021-06-03,,Made,Company\n'
TABLES = (
    "192.0.2.0\t192.0.2.255\t64500\tUS\tEXAMPLE - Example Ltd.\n2001:db8::\t2001:db8::ffff\t64501\tDE\tOTHER\n",
    "2|ripencc|20261123|2|19830101|20261122|+0100\nripencc|*|ipv4|*|1|summary\nripencc|DE|ipv4|192.0.2.0|256|20200101|allocated|a\n",
    "192.0.2.0,192.0.2.255,64500,Example\n198.51.100.0,198.51.100.255,64501,Other\n",
    "prefix,operator,as_number,registered_in,located_in\n192.0.2.0/24,Example,64500,us,\n2001:db8::/32,Other,,de,de\n",
)
CONDITION = b'watches && (maker == "x" || listed["us-ndaa-889"]) && !(kind in ["camera", "tv"])'


def refusing(read: Callable[[Path], object], name: str) -> Callable[[bytes, Path], str]:
    """A door by which a file is read, or refused in words."""

    def attempt(data: bytes, folder: Path) -> str:
        try:
            read(put(folder, name, data))
        except LamppostError as error:
            str(error.message).encode("utf-8")
            return "none"
        return "whole"

    return attempt


# --- packs ----------------------------------------------------------------------------------------


def made_packs(root: Path) -> list[Path]:
    """A folder with a file of most kinds; the files, in their order."""
    made = MadePacks(root)
    made.organisation(
        "example-works",
        [statement("o-1", "legal_name", "Example Works Ltd."), statement("o-2", "based_in", "us")],
    )
    made.brand("example", [statement("b-1", "sold_by", "example-works")])
    made.list("made-list", [entry("l-1", "Example Works Ltd.", "2021-06-03", organisation="example-works")])
    made.law("made-law", "us")
    made.network("example-works", ["192.0.2.0/24"], [("cloud.example.net", {})])
    made.corrections("organisations", ("o-1", "2026-11-01", "retracted", "made", "Example", ""))
    policy = made.pack("policies") / "made-buying"
    policy.mkdir()
    (policy / "policy.yml").write_text(POLICY, encoding="utf-8")
    (policy / "cases.yml").write_text(CASES, encoding="utf-8")
    return sorted(path for path in root.rglob("*") if path.is_file())


@cache
def _packs() -> list[tuple[str, bytes]]:
    with TemporaryDirectory() as folder:
        return [(str(path.relative_to(folder)), path.read_bytes()) for path in made_packs(Path(folder))]


def attempt_pack(data: bytes, folder: Path) -> str:
    """The first octet says which file of the packs has the bytes that follow; what is taken is checked and asked."""
    root = folder / "packs"
    if not root.is_dir():
        root.mkdir()
        made_packs(root)
    name, held = _packs()[data[0] % len(_packs()) if data else 0]
    path = root / name
    path.write_bytes(data[1:])
    try:
        packs = load_folder(root, "user")
        assert all(isinstance(line, str) for line in check_packs(packs))
        list(_claims(packs))  # as where they stand beside the shipped ones
        Knowledge(packs, DAY)
    except LamppostError:
        return "none"
    finally:
        path.write_bytes(held)
    return "whole"


def attempt_policy(data: bytes, folder: Path) -> str:
    """The first octet says whether the rules or the cases have the bytes; a policy that is taken is checked."""
    from lamppost.pipeline.checking import check_policy

    is_rules = not data or data[0] & 1
    (folder / "made-buying").mkdir(exist_ok=True)
    for name, text in (("policy.yml", POLICY), ("cases.yml", CASES)):
        put(folder / "made-buying", name, data[1:] if is_rules == (name == "policy.yml") else text.encode())
    try:
        held = load_policy(folder / "made-buying")
        found = check_policy(held, _no_packs())
    except LamppostError:
        return "none"
    return "part" if found else "whole"


@cache
def _no_packs() -> Packs:
    return Packs(refs=[], **NONE)  # type: ignore[arg-type]


def attempt_condition(data: bytes, _: Path) -> str:
    """A condition of a rule, as text."""
    try:
        read_condition(data.decode("utf-8", "replace"))
    except NotAllowedError:
        return "none"
    return "whole"


def attempt_recog(data: bytes, folder: Path) -> str:
    """Fingerprints of Recog."""
    root = folder / "recog"
    root.mkdir(exist_ok=True)
    put(root, "http.xml", data)
    try:
        load_recog(root, _no_packs())
    except LamppostError:
        return "none"
    return "whole"


def _watch_list(path: Path) -> None:
    for row in read_watch_list(path):
        assert row.line >= 1
        assert not isinstance(row, Listed) or all(row.names)


# --- published lists --------------------------------------------------------------------------------


def attempt_published(data: bytes, folder: Path) -> str:
    """The first octet says how the file is called; the plan of what it changes is told in lines, and nothing is written."""
    names = list(made_files.SAMPLES)
    name = names[data[0] % len(names)] if data else names[0]
    rmtree(folder / "mine", ignore_errors=True)
    request = steps.Request(
        path=put(folder, name, data[1:]), into=folder / "mine", today=DAY, edition_day=date(2026, 11, 1)
    )
    try:
        planned = steps.plan(request)
        for line in steps.describe_plan(planned, whole=True):
            assert isinstance(line, str)
    except LamppostError:
        return "none"
    return "whole"


def _published() -> Iterator[bytes]:
    for at, (_, text) in enumerate(made_files.SAMPLES.values()):
        yield bytes([at]) + text.encode()


def _index_book(path: Path) -> None:
    steps.plan(steps.Request(path=path, into=path.parent / "mine", today=DAY))


def _index() -> Iterator[bytes]:
    with TemporaryDirectory() as folder:
        row = ["Exampleland", "Africa", "Closed Autocracy", "Yes", *["x"] * 7, "Huawei", "Hikvision", None]
        yield made_files.workbook(Path(folder) / "index.xlsx", [row]).read_bytes()


# --- tables of addresses, keys ----------------------------------------------------------------------


def _table(path: Path) -> None:
    for country in ("registered", "located", None):
        with contextlib.suppress(LamppostError):
            read = read_rows(path, country)  # type: ignore[arg-type]
            assert all(row.start <= row.end for row in read.rows)
    with contextlib.suppress(LamppostError):
        UserTables([path]).first("192.0.2.7", lambda row: row.operator)


def _mmdb(path: Path) -> None:
    tables = UserTables([path])
    for address in ("192.0.2.7", "2001:db8::7"):
        tables.first(address, lambda row: row.operator)
    read_mmdb(path)


@cache
def _mmdbs() -> tuple[bytes, ...]:
    from mmdb_writer import MMDBWriter
    from netaddr import IPSet

    writer = MMDBWriter(ip_version=6, ipv4_compatible=True, database_type="made")
    writer.insert_network(
        IPSet(["192.0.2.0/24"]),
        {
            "autonomous_system_number": 64500,
            "autonomous_system_organization": "Example",
            "country": {"iso_code": "US"},
        },
    )
    with TemporaryDirectory() as folder:
        path = Path(folder) / "made.mmdb"
        writer.to_db_file(str(path))
        return (path.read_bytes(),)


def _built(path: Path) -> None:
    UserTables([path]).first("192.0.2.7", lambda row: row.operator)


def _builts() -> Iterator[bytes]:
    from lamppost.pipeline.tables import build_networks

    with TemporaryDirectory() as folder:
        path = Path(folder) / "table.tsv"
        path.write_text(TABLES[0])
        yield bytes(build_networks(path, day="2026-11-23", country="registered").content)


@cache
def _key() -> "tuple[bytes, bytes, bytes]":
    """A private key, its public one and a signature; made anew in each process."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import (
        Encoding,
        NoEncryption,
        PrivateFormat,
        PublicFormat,
    )

    key = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
    private = key.private_bytes(Encoding.PEM, PrivateFormat.OpenSSH, NoEncryption())
    public = key.public_key().public_bytes(Encoding.OpenSSH, PublicFormat.OpenSSH)
    return private, public + b" made", sign(b"made", key).encode()


def attempt_key(data: bytes, folder: Path) -> str:
    """The first octet says what the rest is taken for: a private key, a public one, a signature, a key of pseudonyms."""
    what, rest = (data[0] % 4 if data else 0), data[1:]
    text = rest.decode("utf-8", "replace")
    try:
        if what == 0:
            path = put(folder, "key", rest)
            is_locked(path)
            read_private_key(path, None)
        elif what == 1:
            read_public_key(text, "made")
        elif what == 2:
            signer_of(b"made", text, "made")
        else:
            read_key(put(folder, "pseudonyms", rest))
    except LamppostError:
        return "none"
    return "whole"


def _keys() -> Iterable[bytes]:
    return [*(bytes([at]) + one for at, one in enumerate(_key())), b"\x03" + b"ab" * 32 + b"\n"]


def _text(*texts: str) -> Callable[[], Iterable[bytes]]:
    return lambda: [text.encode() for text in texts]


DOORS = [
    Door("packs", ("knowledge.packs", "knowledge.structs", "knowledge.records", "knowledge.check", "knowledge.yaml_text"), attempt_pack,
         lambda: [bytes([at]) + data for at, (_, data) in enumerate(_packs())]),
    Door("policies", ("knowledge.packs", "knowledge.yaml_text", "knowledge.yaml_places", "knowledge.check_policy", "judge"), attempt_policy,
         lambda: [b"\x01" + POLICY.encode(), b"\x00" + CASES.encode()]),
    Door("conditions", ("judge.lexis",), attempt_condition, lambda: [CONDITION], most_bytes=500),
    Door("contexts", ("knowledge.files",), refusing(read_context, "context.toml"), _text('[context]\nplace = "us-or"\nsite = "ordinary"\nis_x = true\n')),
    Door("suppressions", ("knowledge.suppressions",), refusing(read_suppressions, "suppressions.toml"), _text(SUPPRESSION)),
    Door("recog", ("knowledge.recog",), attempt_recog, _text(RECOG), lambda: files_of("fingerprints/recog/**/*.xml", most_bytes=3000)),
    Door("watch-lists", ("knowledge.watchlists",), refusing(_watch_list, "watch.csv"), lambda: [WATCH.encode(), made_files.SIMPLE_CSV.encode(), made_files.ftm().encode()]),
    Door("published", ("knowledge.updating",), attempt_published, _published),
    Door("index-books", ("knowledge.updating.surveillance_index", "knowledge.updating.workbook", "knowledge.updating.editions"),
         refusing(_index_book, "index.xlsx"), _index, most_bytes=16_000),
    Door("address-tables", ("attribute.address_tables", "attribute.tables"), refusing(_table, "table.csv"), _text(*TABLES)),
    Door("address-mmdb", ("attribute.user_tables",), refusing(_mmdb, "table.mmdb"), _mmdbs, most_bytes=6000),
    Door("address-built", ("attribute.address_tables.built",), refusing(_built, "table.networks"), _builts, most_bytes=6000),
    Door("keys", ("knowledge.signatures", "pipeline.sharing.pseudonyms"), attempt_key, _keys, most_bytes=1000),
]  # fmt: skip
