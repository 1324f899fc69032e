"""Requests of this server to addresses that someone has configured. No other code sends HTTP."""
