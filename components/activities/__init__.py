"""Activities: the dialog, the timeline of an opportunity or a contact, the calendar, the bell's reminders."""

from components.activities.timeline import Place, timeline

__all__ = ["Place", "timeline"]
