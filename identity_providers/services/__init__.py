"""Write identity providers and the accounts that users link."""
