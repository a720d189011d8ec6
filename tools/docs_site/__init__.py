"""The documentation site: the pages of `docs/`, and the reference as the code and the packs have it when the site is built."""
