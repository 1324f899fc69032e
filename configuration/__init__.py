"""Configuration of the whole product as one document: export, plan, apply; and the versions of policies."""
