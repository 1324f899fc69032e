"""Sessions and trusted devices."""
