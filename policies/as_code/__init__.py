"""What policies has of the configuration document: zones, policies with their rules, the protection."""
