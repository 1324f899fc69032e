"""Users, groups, the profile schema, authenticators, challenges, sessions, mail, brand and events."""
