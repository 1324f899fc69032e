"""Configuration as a document: its shape, and how two documents differ.

A document is plain values as YAML or JSON hold them. A shape reads them into one full form (omitted values
get their defaults), names each violation by its path, and writes the full form back in the short form for
users.
"""
