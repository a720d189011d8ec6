"""Registrants of MAC blocks: the table read where it lies says what its package says of it."""

import asyncio
import random
import sys
from importlib import metadata

import aiooui
import pytest

from lamppost.attribute import mac_blocks
from lamppost.attribute.installed import package_folder, version_of
from lamppost.attribute.mac_blocks import mac_registrants

DRAWN = 20_000
LOW_BLOCKS = 0x1000  # most of them are registered
REST = 0x005300


@pytest.fixture(scope="module")
def manager():
    """The package's own reader."""
    reader = aiooui.OUIManager()
    asyncio.run(reader.async_load())
    return reader


def said_by(manager, macs):
    """What the package says."""
    found = {mac: manager.get_vendor(f"{mac:012x}") for mac in macs}
    return {mac: name for mac, name in found.items() if name}


def test_a_registrant_is_what_the_package_of_the_table_says(manager):
    draws = random.Random(7)
    macs = [block << 24 | REST for block in (*range(LOW_BLOCKS), 0xFFFFFE, 0xFFFFFF)]
    macs += [draws.getrandbits(48) for _ in range(DRAWN)]
    found = mac_registrants(macs)
    assert found == said_by(manager, macs)
    assert len(found) > LOW_BLOCKS // 2


@pytest.mark.parametrize(
    "layout", [b"", b"OUI1", b"OUI2" + bytes(64), b"OUI1" + b"\xff" * 64, b"OUI1" + bytes(64)]
)
def test_a_table_of_another_layout_is_left_to_its_package(tmp_path, monkeypatch, manager, layout):
    (tmp_path / "oui.data").write_bytes(layout)
    monkeypatch.setattr(mac_blocks, "package_folder", lambda _: tmp_path)
    macs = [block << 24 for block in range(64)]
    assert mac_registrants(macs) == said_by(manager, macs) != {}


def test_a_package_that_is_not_there_is_left_to_the_import_to_refuse(monkeypatch):
    monkeypatch.setattr(mac_blocks, "package_folder", lambda _: None)
    monkeypatch.setitem(sys.modules, "aiooui", None)
    with pytest.raises(ImportError):
        mac_registrants([1])


@pytest.mark.parametrize("package", ["aiooui", "iptocc", "numpy"])
def test_a_version_is_that_of_the_installed_metadata(package):
    assert version_of(package) == metadata.version(package)


def test_a_version_is_asked_of_python_where_two_records_lie_side_by_side(tmp_path, monkeypatch):
    for version in ("1.0", "2.0"):
        folder = tmp_path / f"aiooui-{version}.dist-info"
        folder.mkdir()
        (folder / "METADATA").write_text(f"Name: aiooui\nVersion: {version}\n\n")
    monkeypatch.setattr("lamppost.attribute.installed.package_folder", lambda _: tmp_path / "aiooui")
    assert version_of("aiooui") == metadata.version("aiooui")


def test_what_follows_the_head_of_the_metadata_is_no_version(tmp_path, monkeypatch):
    folder = tmp_path / "aiooui-1.dist-info"
    folder.mkdir()
    (folder / "METADATA").write_text("Name: aiooui\n\nVersion: of the text\n")
    monkeypatch.setattr("lamppost.attribute.installed.package_folder", lambda _: tmp_path / "aiooui")
    assert version_of("aiooui") == metadata.version("aiooui")


def test_a_package_that_is_not_installed_has_no_folder_and_no_version():
    assert package_folder("no_such_package_of_tables") is None
    with pytest.raises(metadata.PackageNotFoundError):
        version_of("no_such_package_of_tables")
