"""Loads and checks packs; answers what was said to hold on a day, and by whom."""
