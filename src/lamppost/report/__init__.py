"""One renderer per format over the result document; looks nothing up."""
