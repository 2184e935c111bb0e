"""The sum of what may come: pipeline, backlog and new business, drawn jointly over months."""
