"""Forecasts: run for a company as of a day, stored with what they rest on, and settled when the months have come."""

from workflow.forecasts.backtest import backtest
from workflow.forecasts.judging import judged, verdict
from workflow.forecasts.running import companies, forecast
from workflow.forecasts.settling import settled
from workflow.forecasts.telling import forecast_all

__all__ = ["backtest", "companies", "forecast", "forecast_all", "judged", "settled", "verdict"]
