"""What applications has of the configuration document."""
