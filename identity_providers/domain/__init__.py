"""Identity providers as plain values: presets, what a provider says of a user, and what of it counts."""
