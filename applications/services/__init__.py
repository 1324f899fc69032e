"""Writing apps, who may use them, what users agree to, and what policies must not do to apps."""
