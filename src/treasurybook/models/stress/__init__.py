"""Market stress: episodes, and the trades and institutions that pass it on."""
