"""The analysis of the pipeline: each panel is a table with bars, with what it rests on above it."""
