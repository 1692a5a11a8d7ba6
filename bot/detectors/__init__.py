"""What sees risk in a text. The only part that imports spaCy."""
