"""What the server knows about people without a framework: plain values and pure functions."""
