"""Workbooks (.xlsx): reading them in read, writing them in write."""
