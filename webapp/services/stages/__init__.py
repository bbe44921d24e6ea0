"""The optional stages between proposals and their decision, one noun a file."""
