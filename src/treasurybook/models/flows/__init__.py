"""Double entries and balance sheets that must add up."""
