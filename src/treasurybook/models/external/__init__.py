"""The external side: trade partners and the investment position."""
