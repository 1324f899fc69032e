"""The one row of a transaction. Only ``flows.store`` reads and writes it."""

from flows.models.transactions import Transaction

__all__ = ["Transaction"]
