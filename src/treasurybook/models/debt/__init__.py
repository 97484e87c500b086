"""Federal debt: borrowing, auctions, maturity, interest, dynamics."""
