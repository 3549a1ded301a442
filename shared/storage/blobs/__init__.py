"""Blob Storage: containers, job logs, upload URLs."""
