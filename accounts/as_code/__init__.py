"""What accounts has of the configuration document: the brand, groups, the profile schema."""
