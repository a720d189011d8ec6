"""Kernels over the lines of logs: where cells stand, and what numbers, instants, addresses and texts they hold."""
