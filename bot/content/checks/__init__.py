"""What `./run check` proves, one module per family; each is a pure function of what was loaded."""
