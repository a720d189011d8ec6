"""Logs of Zeek (formerly Bro), as tables of tab-separated cells and as JSON."""
