"""Economics as pure functions: numbers and pandas in, numbers and pandas out; no I/O."""
