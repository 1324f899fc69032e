"""Whatever creates, changes or ends an account as a whole."""
