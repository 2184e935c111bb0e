"""What the map shows: places, sums and lists of contacts, as far as a person sees them."""
