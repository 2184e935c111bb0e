"""The doors of the opportunity page: what its parts are asked for, and what the browser is answered."""
