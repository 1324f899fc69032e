"""A hasher for measurements only."""

from typing import Any

from django.contrib.auth.hashers import BasePasswordHasher


class FreeHasher(BasePasswordHasher):
    """Keeps the password as it is: never outside ``benchmarks.settings``."""

    algorithm = "benchmark"

    def salt(self) -> str:
        return "none"

    def encode(self, password: str, salt: str) -> str:
        return f"{self.algorithm}${password}"

    def verify(self, password: str, encoded: str) -> bool:
        return encoded == self.encode(password, "")

    def must_update(self, encoded: str) -> bool:
        return False

    def decode(self, encoded: str) -> dict[str, Any]:
        return {"algorithm": self.algorithm, "hash": encoded, "salt": ""}

    def safe_summary(self, encoded: str) -> dict[str, Any]:
        return {"algorithm": self.algorithm}

    def harden_runtime(self, password: str, encoded: str) -> None:
        """Nothing to harden."""
