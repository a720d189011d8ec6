"""Big tables of addresses that others publish: read once, kept as columns, asked in columns."""
