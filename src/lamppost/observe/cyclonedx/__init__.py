"""Bills of materials (CycloneDX, ECMA-424)."""
