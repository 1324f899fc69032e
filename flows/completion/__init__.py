"""The ends of a transaction: registration, sign-in and account change."""
