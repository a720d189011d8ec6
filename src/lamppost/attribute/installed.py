"""Where a package of tables lies and which version it is, told from its files: nothing of it is imported.

An installed project has, beside its package, a folder NAME-VERSION.dist-info with a METADATA that says its version
(https://packaging.python.org/en/latest/specifications/recording-installed-packages/). Python's own reader of that
takes in the parsers of mail, which costs more than all tables of a small capture.
"""

from importlib.util import find_spec
from pathlib import Path

_VERSION = "Version:"


def package_folder(package: str) -> Path | None:
    """The folder of a package, None if it is not installed as one."""
    spec = find_spec(package)
    return Path(spec.origin).parent if spec is not None and spec.origin else None


def record_folder(package: str) -> Path | None:
    """The folder that records how a package was installed; None where there is none, or more than one."""
    folder = package_folder(package)
    found = list(folder.parent.glob(f"{package}-*.dist-info")) if folder is not None else []
    return found[0] if len(found) == 1 else None


def version_of(package: str) -> str:
    """The version of a package as it was installed.

    Raises:
        importlib.metadata.PackageNotFoundError: It is not installed.
    """
    record = record_folder(package)
    if record is not None and (record / "METADATA").is_file():
        head = (record / "METADATA").read_text(encoding="utf-8").split("\n\n", maxsplit=1)[0]
        for line in head.splitlines():
            if line.startswith(_VERSION):
                return line.removeprefix(_VERSION).strip()
    from importlib import metadata

    return metadata.version(package)
