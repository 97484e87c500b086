"""Run the chapters, gather their records, build and check the site."""
