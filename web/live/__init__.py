"""Live: the event stream, through which open browsers hear of changes."""
