"""Storage: everything SQL."""
