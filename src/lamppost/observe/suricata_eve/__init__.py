"""Reads EVE, the log of events that Suricata writes as lines of JSON."""
