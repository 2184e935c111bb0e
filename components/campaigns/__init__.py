"""Campaigns: their list and the page of one; data come in, nothing is fetched here."""
