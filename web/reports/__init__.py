"""Reports: the pages of Caudal as PDF, as filtered, in somebody's eyes and language."""
