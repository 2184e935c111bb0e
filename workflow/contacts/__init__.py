"""Contacts: each verb is one business transaction on the register, and each can be undone for a moment."""

from workflow.contacts.change import Change, Target
from workflow.contacts.creating import register
from workflow.contacts.editing import (
    change_address,
    edit,
    located,
    place_again,
    put_in_town,
    put_on_map,
    town_named,
)
from workflow.contacts.merging import Merge, counted, merge
from workflow.contacts.people import drop_address, drop_person, save_address, save_person
from workflow.contacts.placing import accept_places, proposed, undo_places
from workflow.contacts.undoing import undo

__all__ = [
    "Change",
    "Merge",
    "Target",
    "accept_places",
    "change_address",
    "counted",
    "drop_address",
    "drop_person",
    "edit",
    "located",
    "merge",
    "place_again",
    "proposed",
    "put_in_town",
    "put_on_map",
    "register",
    "save_address",
    "save_person",
    "town_named",
    "undo",
    "undo_places",
]
