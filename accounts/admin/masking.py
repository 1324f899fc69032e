"""Addresses as lists show them: enough to tell two apart, not enough to copy."""

from accounts.domain.identifiers import InvalidEmail, parse_email


def masked(address: str) -> str:
    """Return the address as ``a•••r@example.com``, or nothing when it is none."""
    try:
        return parse_email(address).masked()
    except InvalidEmail:
        return ""
