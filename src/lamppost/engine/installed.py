"""Which SQL engines are installed; none is started."""

import os
import shutil
from importlib.metadata import PackageNotFoundError, version

from lamppost.engine.choosing import ENGINES
from lamppost.model.condition import Part
from lamppost.model.language import tr

_PACKAGES = {"duckdb": "duckdb", "spark": "pyspark", "clickhouse": "chdb-core"}


def engines_installed() -> list[Part]:
    """Each engine of `ENGINES`: its version, or how to get it.

    Spark is there if its package and a Java are; whether that Java is young enough only starting it would tell.
    """
    return [_engine(name) for name in ENGINES]


def _engine(name: str) -> Part:
    try:
        installed = version(_PACKAGES[name])
    except PackageNotFoundError:
        how = tr("pip install 'lamppost[spark]'; it needs Java 17 or later.")
        if name != "spark":
            how = f"pip install 'lamppost[{name}]'" if name == "clickhouse" else "pip install duckdb"
        return Part(name=name, version=None, is_there=False, how=how)
    if name == "spark" and not (shutil.which("java") or os.environ.get("JAVA_HOME")):
        return Part(name=name, version=installed, is_there=False, how=tr("It needs Java 17 or later."))
    return Part(name=name, version=installed, is_there=True)
