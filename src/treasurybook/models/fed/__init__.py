"""The Federal Reserve: its policy rate, its portfolio and how that runs off."""
