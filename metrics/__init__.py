"""Numbers: frame → number or frame. pandas only."""
