"""The attributes of a user: schema, values, and questions put off."""
