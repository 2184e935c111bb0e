"""Plans in SQL: the list of them with their types, one with its tree, and what came against it."""
