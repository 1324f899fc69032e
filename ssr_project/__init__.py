"""Settings, addresses and processes: knows every app, known by none."""
