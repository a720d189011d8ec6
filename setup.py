"""Makes the manual page and the completions of shells while a wheel is built, from the commands themselves."""

import os
import sys
import time
from datetime import UTC, datetime
from distutils.command.install_data import install_data  # setuptools brings it
from pathlib import Path

from setuptools import setup

PAGE = ("share/man/man1", "lamppost.1")
COMPLETIONS = {
    "bash": ("share/bash-completion/completions", "lamppost"),
    "zsh": ("share/zsh/site-functions", "_lamppost"),
    "fish": ("share/fish/vendor_completions.d", "lamppost.fish"),
}


class Made(install_data):
    """Files below share/, written anew each time."""

    def run(self) -> None:
        """Write them, and install what was written."""
        sys.dont_write_bytecode = True
        sys.path.insert(0, str(Path(__file__).parent / "src"))
        from lamppost.cli.completion import script
        from lamppost.cli.manual import page

        epoch = int(os.environ.get("SOURCE_DATE_EPOCH") or time.time())
        day = datetime.fromtimestamp(epoch, UTC).date()
        texts = {PAGE: page(day)} | {place: script(shell) for shell, place in COMPLETIONS.items()}
        self.data_files = []
        for (folder, name), text in texts.items():
            path = Path(self.get_finalized_command("build").build_base) / folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8", newline="\n")
            self.data_files.append((folder, [str(path)]))
        super().run()


setup(cmdclass={"install_data": Made}, data_files=[(PAGE[0], [])])
