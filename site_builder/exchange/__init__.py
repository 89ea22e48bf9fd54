"""Other people's data in, ours out."""
