"""All files of a release, in an empty folder: wheel, source archive, their bills of materials, sums, and a signature.

python -m tools.releasing.dist                       into dist/
python -m tools.releasing.dist --key release-key     signs the sums with a key of OpenSSH (Ed25519)
"""

import argparse
import sys
import tempfile
from pathlib import Path

from tools.releasing.bom import write_bom
from tools.releasing.building import ROOT, ReleaseError, build, checkout, epoch_of, is_changed
from tools.releasing.installed import NotInstalledError
from tools.releasing.licences import misfits
from tools.releasing.sums import write_signature, write_sums

from lamppost.model.errors import LamppostError


def make(root: Path, into: Path, key: Path | None = None) -> list[Path]:
    """Write all files of a release.

    Args:
        root: A checkout, or an unpacked source archive.
        into: An empty folder, or one that is not there yet.
        key: Signs the sums; nobody signs them if None.

    Raises:
        ReleaseError: The folder is not empty, a licence is not known to fit, or something cannot be built.
    """
    if into.exists() and any(into.iterdir()):
        raise ReleaseError(f"{into} is not empty: a release takes a folder of its own")
    wrong = misfits(root)
    if wrong:
        raise ReleaseError("licences that are not known to fit: " + "; ".join(wrong))
    files = build(root, into)
    with tempfile.TemporaryDirectory() as folder:
        tree = Path(folder) / "tree"
        checkout(root, tree)
        boms = [write_bom(file, tree, epoch_of(root)) for file in (files.sdist, files.wheel)]
    made = [files.sdist, files.wheel, *boms]
    made.append(write_sums(made))
    if key is not None:
        made.append(write_signature(made[-1], key))
    return made


def main() -> int:
    """Make a release and print its files."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("-o", "--into", type=Path, default=ROOT / "dist")
    parser.add_argument("--key", type=Path)
    chosen = parser.parse_args()
    if is_changed(ROOT):
        print("what is not committed is not in it", file=sys.stderr)
    try:
        for path in make(ROOT, chosen.into, chosen.key):
            print(path)
    except (ReleaseError, NotInstalledError, LamppostError) as error:
        print(error, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
