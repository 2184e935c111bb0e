"""The analysis of the pipeline: stays, speed, reasons, pushes and what owns the uncertainty, added up in SQL."""
