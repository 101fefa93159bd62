"""Small implementations to copy, for those who hold their own against the reference (see conformance/README.md)."""
