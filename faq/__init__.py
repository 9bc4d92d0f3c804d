"""Living FAQ: topics, entries, their history and what readers thought of them."""
