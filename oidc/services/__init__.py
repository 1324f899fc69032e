"""Writes of the OpenID provider."""
