"""The base map that Caudal ships: `python -m tools.basemap FOLDER` makes assets/geo/ anew (see requirements-basemap.txt)."""
