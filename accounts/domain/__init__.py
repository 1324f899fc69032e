"""What the server knows about users without a framework: plain values and pure functions."""
