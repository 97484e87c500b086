"""The book's results for machines: one table, one JSON, what describes them, and how to cite."""
