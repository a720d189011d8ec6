"""Where the destinations of a result are said to be, on a map."""
