"""Configuration of the whole product as one document: export, plan, apply."""
