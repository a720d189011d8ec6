"""A question to whoever can answer it, written from a result document; the user reads and sends it."""
