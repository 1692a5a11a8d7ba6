"""The words of this project as frozen values: standard library only, no need of the world."""
