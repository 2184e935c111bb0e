"""Forecasts: run for a company as of a day, stored with what they rest on, and settled when the months have come."""
