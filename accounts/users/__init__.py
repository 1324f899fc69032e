"""Users, groups and roles: rows, lookup and status. It knows no credentials."""
