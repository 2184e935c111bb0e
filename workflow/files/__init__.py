"""Files: attaching them to an opportunity or a contact, with their versions, deleting and restoring."""

from workflow.files.attaching import About, Change, Upload, attach, holder
from workflow.files.deleting import delete, restore
from workflow.files.store import Kept, discard, keep, path_of

__all__ = ["About", "Change", "Kept", "Upload", "attach", "delete", "discard", "holder", "keep", "path_of", "restore"]
