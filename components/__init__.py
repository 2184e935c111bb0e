"""Pictures: pure functions from plain values and frames to Dash components and figures."""
