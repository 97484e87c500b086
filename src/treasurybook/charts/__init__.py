"""One theme, a few chart forms, and the frame that every figure of the book stands in."""
