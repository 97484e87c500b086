"""Sweeps: lessons run under other reasonable choices, to learn how firm their verdicts are."""
