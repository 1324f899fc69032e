"""The system log: recording events and deleting old ones."""
