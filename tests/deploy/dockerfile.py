"""A Dockerfile as its instructions, and what builds it without Docker: its lines in copies of a Debian root, one a stage."""

import json
import re
import shutil
import subprocess
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True)
class Instruction:
    """One instruction: its word in capitals, and what stands behind it."""

    word: str
    rest: str

    @property
    def words(self) -> list[str]:
        """Its words, of the exec form too."""
        return json.loads(self.rest) if self.rest.startswith("[") else self.rest.split()


def instructions(text):
    """The instructions in order; comments are left out and long lines joined."""
    lines = [line for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")]
    joined = re.sub(r"\s*\\\n\s*", " ", "\n".join(lines))
    return [Instruction(*line.split(maxsplit=1)) for line in joined.splitlines()]


@dataclass
class Stage:
    """A root that is being built."""

    root: Path
    environment: dict[str, str] = field(default_factory=lambda: {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin"})
    user: str = "0:0"
    folder: str = "/"
    entrypoint: list[str] = field(default_factory=list)
    volumes: list[str] = field(default_factory=list)


def emulate(text, context, base, work, extra):
    """The last stage, built by the lines themselves.

    Args:
        text: The Dockerfile.
        context: The folder that COPY takes from.
        base: A Debian root that stands for the base image; copied for each stage.
        work: Where the copies go.
        extra: Variables that RUN lines get besides, as for a folder of wheels.
    """
    stages = {}
    stage = Stage(base)
    for one in instructions(text):
        if one.word == "FROM":
            name = one.words[2] if len(one.words) > 2 else str(len(stages))
            stage = stages[name] = Stage(work / name)
            subprocess.run(["cp", "-a", str(base), str(stage.root)], check=True)
        elif one.word == "RUN":
            _run(stage, one.rest, extra)
        elif one.word == "COPY":
            _copy(stage, one.words, context, stages)
        elif one.word == "ENV":
            stage.environment |= dict(word.split("=", 1) for word in one.words)
        elif one.word == "USER":
            stage.user = one.rest
        elif one.word == "WORKDIR":
            stage.folder = one.rest
        elif one.word == "ENTRYPOINT":
            stage.entrypoint = one.words
        elif one.word == "VOLUME":
            stage.volumes = one.words
        elif one.word not in ("ARG", "CMD", "LABEL"):
            raise ValueError(one.word)
    return stage


def _run(stage, line, extra):
    user, group = stage.user.split(":")
    settings = [f"{name}={value}" for name, value in (stage.environment | extra).items()]
    within = ["setpriv", f"--reuid={user}", f"--regid={group}", "--clear-groups"]
    # fmt: off
    subprocess.run(
        ["chroot", str(stage.root), "env", "-i", *settings, *within, "sh", "-c", f"cd {stage.folder} && {line}"],
        check=True, timeout=500, stdin=subprocess.DEVNULL,
    )
    # fmt: on


def _copy(stage, words, context, stages):
    source = context
    if words[0].startswith("--from="):
        source = stages[words.pop(0).removeprefix("--from=")].root
    *names, target = words
    for name in names:
        taken = source / name.lstrip("/")
        into = stage.root / target.lstrip("/")
        into = into / taken.name if target.endswith("/") else into
        into.parent.mkdir(parents=True, exist_ok=True)
        if taken.is_dir():
            shutil.copytree(taken, into, symlinks=True, dirs_exist_ok=True)
        else:
            shutil.copy2(taken, into)
