"""Workflow rules: what their pages show, and what the editor sends."""
