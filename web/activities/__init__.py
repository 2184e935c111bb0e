"""Activities: what their dialog is asked and answered, the calendar's page, and the private calendar feed."""
