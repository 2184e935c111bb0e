"""The migrations of the model."""
