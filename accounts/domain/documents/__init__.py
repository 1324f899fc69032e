"""Configuration as a document: the shape of what it may say, and how two of them differ.

A document is plain values as YAML or JSON hold them. A shape reads what somebody wrote into the one full form
(what was left out has its default), says what is wrong with it by path, and writes the full form back in the
short form that people read.
"""
