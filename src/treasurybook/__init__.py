"""Treasuries, Recomputed: five documents on US government debt, checked against public data."""
