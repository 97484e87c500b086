"""National accounts: who earns, spends, saves and borrows."""
