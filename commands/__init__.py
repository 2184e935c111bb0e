"""Commands: what the command line can do; each module is one group of them, and says so to the parser."""
