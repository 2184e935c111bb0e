"""What forecasting is fed with, as it was known on any day, and what became of the forecasts made."""
