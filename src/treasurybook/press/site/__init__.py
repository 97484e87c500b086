"""Turn executed chapters and records into the pages of the site."""
