"""The track record: what was said on earlier days, beside what came of it and what anybody could have said."""
