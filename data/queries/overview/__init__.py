"""The overview: aggregated rows for its figures; what a list shows and what its number counts is one query."""
