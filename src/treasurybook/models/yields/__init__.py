"""What a yield contains, and how far it moves."""
