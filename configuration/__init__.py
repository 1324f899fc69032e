"""Configuration of the whole product as one document: export, plan, apply."""

from configuration import messages as messages  # registers them
