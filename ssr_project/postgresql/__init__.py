"""The database engine of production: Django's PostgreSQL with cheaply kept connections."""
