"""From files to offers: read, check, and hold what an authority and its families write."""
