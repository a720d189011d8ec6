"""Calls kernels of the street, compiled where that pays."""

from collections.abc import Callable
from typing import Any, Final

import numpy as np

from lamppost.engine.kernel import address, compiled, compiler_is_here, is_cached

COMPILE_FROM: Final = 24
"""Cameras from which making the machine code pays."""


class Runner:
    """Hands columns to kernels: as addresses to compiled ones, else as they are."""

    def __init__(
        self, n: int, on_compile: Callable[[str], None] | None, compile_from: int = COMPILE_FROM
    ) -> None:
        """Take how many cameras there are, what is called when machine code has to be made, and from how many it is."""
        self._pays, self._on_compile = n >= compile_from, on_compile

    def __call__(self, kernel: Callable[..., Any], *arguments: Any) -> Any:
        """What the kernel gives."""
        if compiler_is_here() and (self._pays or is_cached(kernel)):
            taken = [address(one) if isinstance(one, np.ndarray) else one for one in arguments]
            return compiled(kernel, self._on_compile)(*taken)
        taken = [
            memoryview(one.reshape(-1).data) if isinstance(one, np.ndarray) else one for one in arguments
        ]
        return kernel(*taken)
