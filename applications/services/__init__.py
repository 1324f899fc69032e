"""Writing apps, who may use them, what people agree to, and what policies must not do to apps."""
