"""The result as a workbook for spreadsheets."""
