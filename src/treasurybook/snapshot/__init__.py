"""Read, verify, describe and replace the stored public data."""
