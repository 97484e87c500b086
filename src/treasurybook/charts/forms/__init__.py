"""Chart forms: each takes tidy data and returns a chart that `treasurybook.charts.frame` frames."""
