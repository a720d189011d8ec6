"""`bench/logs_flows.py large`: its line of JSON, and nothing left behind."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).resolve().parents[2] / "bench" / "logs_flows.py"


@pytest.mark.slow
def test_large_tables_are_made_measured_and_removed(tmp_path):
    words = [sys.executable, str(SCRIPT), "large", "--sizes", "2000", "6000", "--file-rows", "1000"]
    environment = {**os.environ, "TMPDIR": str(tmp_path)}
    done = subprocess.run(words, check=True, capture_output=True, text=True, env=environment)
    told = json.loads(done.stdout.splitlines()[-1])
    assert [one["rows"] for one in told["by_rows"]] == [2000, 6000]
    assert told["by_rows"][0]["groups"] < told["by_rows"][1]["groups"] <= 6000
    assert told["times_the_rows"] == 3
    assert list(tmp_path.iterdir()) == []
