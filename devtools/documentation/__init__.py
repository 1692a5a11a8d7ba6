"""The documentation as a site: MkDocs reads `docs/` and `mkdocs.yml`, the rest stands here."""
