"""Passwords, authenticators and challenges, and the limits on guessing them."""
