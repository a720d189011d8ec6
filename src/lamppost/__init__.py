"""lamppost: which cameras are here, who made them, and who can reach what they see."""

__version__ = "0.1.0"
