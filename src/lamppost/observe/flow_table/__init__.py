"""Flow tables of any origin: CSV, TSV and Parquet, whose columns are told by their headings or by the user."""
