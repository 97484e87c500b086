"""What leaves the house: the wheel, notebooks that stand alone, the zip, the release."""
