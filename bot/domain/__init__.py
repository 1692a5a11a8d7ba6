"""The words of this project as frozen values: standard library only, no behaviour that needs the world."""
