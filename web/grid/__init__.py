"""The grid of opportunities: what its address asks for, its rows, its files, its profiles and its changes of many."""
