"""Scans by Nmap, as its XML output has them."""
