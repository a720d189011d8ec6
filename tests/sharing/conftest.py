"""The result of the bundled capture by two policies, once."""

from datetime import date
from pathlib import Path

import pytest

from lamppost import pipeline

SAMPLES = Path(str(pipeline.__file__)).parents[1] / "samples"


@pytest.fixture(scope="session")
def sample():
    """A result with devices that are known, verdicts and destinations."""
    question = pipeline.Question(as_of=date(2026, 11, 27), policies=["us-ndaa-889", "no-outside-reach"])
    return pipeline.look([SAMPLES / "made-network.pcap"], question)
