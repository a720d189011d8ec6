"""Archives with the same bytes wherever they are packed: order, times, owners and modes are fixed."""

import gzip
import io
import tarfile
import time
import zipfile
from pathlib import Path

FILE_MODE, PROGRAM_MODE = 0o644, 0o755
_EARLIEST = 315_532_800  # 1980-01-01, the first day that a zip file can say
_FROM_UNIX = 3  # "version made by", upper byte: the modes are those of Unix
_RECORD = ".dist-info/RECORD"


def rewrite_wheel(path: Path, epoch: int) -> None:
    """Pack a wheel again: files by name, RECORD last, all of one time; contents stay as they are.

    Args:
        path: The wheel, which is replaced.
        epoch: The time of every file, in seconds since 1970 (UTC).
    """
    with zipfile.ZipFile(path) as made:
        held = {entry.filename: made.read(entry) for entry in made.infolist() if not entry.is_dir()}
    packed = io.BytesIO()
    when = time.gmtime(max(epoch, _EARLIEST))[:6]
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as wheel:
        for name in sorted(held, key=lambda name: (name.endswith(_RECORD), name)):
            entry = zipfile.ZipInfo(name, when)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = _FROM_UNIX
            entry.external_attr = (0o100000 | FILE_MODE) << 16
            wheel.writestr(entry, held[name], compresslevel=9)
    path.write_bytes(packed.getvalue())


def rewrite_sdist(path: Path, epoch: int) -> None:
    """Pack a source archive again: by name, of one time, owned by nobody in particular; contents stay as they are.

    Args:
        path: The `.tar.gz`, which is replaced.
        epoch: The time of every file, in seconds since 1970 (UTC).

    Raises:
        ValueError: It holds something else than files and folders.
    """
    with tarfile.open(path, "r:gz") as made:
        members = [member for member in made.getmembers() if not member.isdir()]
        strange = [member.name for member in members if not member.isfile()]
        if strange:
            raise ValueError(f"{path.name}: neither files nor folders: {', '.join(strange)}")
        held = [(member, made.extractfile(member).read()) for member in members]  # type: ignore[union-attr]
    tar = io.BytesIO()
    with tarfile.open(fileobj=tar, mode="w", format=tarfile.PAX_FORMAT) as archive:
        for member, content in sorted(held, key=lambda pair: pair[0].name):
            entry = tarfile.TarInfo(member.name)
            entry.size = len(content)
            entry.mtime = epoch
            entry.mode = PROGRAM_MODE if member.mode & 0o100 else FILE_MODE
            archive.addfile(entry, io.BytesIO(content))
    packed = io.BytesIO()
    with gzip.GzipFile(filename="", mode="wb", compresslevel=9, fileobj=packed, mtime=epoch) as stream:
        stream.write(tar.getvalue())
    path.write_bytes(packed.getvalue())
