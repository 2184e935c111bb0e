"""Real data in: files of other systems, read as a declarative profile says, checked whole and written once."""

from data.importers.importing import run_import
from data.importers.report import Report

__all__ = ["Report", "run_import"]
