"""Workbooks of spreadsheets (Office Open XML, ECMA-376)."""
