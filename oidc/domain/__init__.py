"""What OAuth and OpenID Connect say, as plain functions: no rows, no requests."""
