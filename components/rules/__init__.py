"""Workflow rules: their list, the editor that reads like a sentence, what they would have done, and their log."""
