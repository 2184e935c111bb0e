"""The map: its picture of the world, its controls, and the list beside it."""
