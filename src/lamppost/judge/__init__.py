"""Lays policies over attributions: fail, pass, open or notApplicable, each with its rule."""
