"""Statements of the documents, what the data say of them, and the verdict by rule."""
