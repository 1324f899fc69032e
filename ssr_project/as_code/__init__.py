"""Configuration of the whole product as one document: read, compared, applied in one piece."""
