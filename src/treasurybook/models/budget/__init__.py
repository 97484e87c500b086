"""The federal budget: years, bridges between balances, projections and their errors."""
