"""What the packs say of a company, a brand, a country, a host, a law or a list, on a day."""
