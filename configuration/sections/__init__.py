"""The sections of the document: each is read from rows and written by the services of its app."""
