"""Corrections of rejected rows in review: what is asked, what is stored, and how it is laid over a file that is read."""
