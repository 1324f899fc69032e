"""The one row of a transaction. Only ``flows.repository`` reads and writes it."""

from flows.models.transactions import Transaction

__all__ = ["Transaction"]
