"""The result document as tables, for formats that are made of tables: the same names, columns and rows in each."""
