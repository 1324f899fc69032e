"""Measurements of the running server. Tests assert nothing here: figures are compared within one run."""
