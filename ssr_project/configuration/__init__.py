"""Configuration of the whole product as one document: export, plan, apply."""

from ssr_project.configuration import messages as messages  # registers them
