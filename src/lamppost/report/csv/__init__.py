"""The inventory of a network as rows for a spreadsheet."""
