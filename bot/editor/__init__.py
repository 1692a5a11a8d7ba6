"""Tools for editors and operators."""
