"""Text messages: their words, and the gateway that takes them."""
