"""The map as the browser asks for it: what stands where, what is chosen, and files of it."""
