"""Logs within archives (tar, packed or not, and zip), read as a stream: nothing is unpacked to a disk."""
