"""The API: what programs may read in a person's name, as JSON; nothing is changed here."""
