"""Looking at what was built and published: the site in a browser, and the pages its links lead to."""
