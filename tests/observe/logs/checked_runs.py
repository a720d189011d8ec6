"""A way to call kernels of tables in which every index is looked at."""

from typing import Any

import numpy as np
from tests.engines.checked_kernels import checked_kernel


def run_checked(function: Any, *arguments: Any) -> int:
    """Calls the kernel, slow and plain, with a look at each index."""
    checked = checked_kernel(function, is_compiled=False)
    return int(
        checked(*(memoryview(one.data) if isinstance(one, np.ndarray) else one for one in arguments)) or 0
    )
