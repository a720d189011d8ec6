"""Devices of a NetBox, as its REST API lists them."""
