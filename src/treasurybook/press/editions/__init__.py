"""Editions of the book for students and teachers, made from the same lessons."""
