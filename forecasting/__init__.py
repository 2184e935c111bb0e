"""Futures: history → forecast with its uncertainty, and its track record. statsmodels lives only here."""
