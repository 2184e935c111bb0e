"""The pictures of the forecast pages: the strip between them, the statement, the path, the months, what if."""
