"""The shared words: table schemas, ids, vocabularies, errors, the result document."""
