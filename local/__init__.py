"""The local host: runs the function app on one machine without Azure Functions Core Tools.

Development only. The deployed app never imports this package (tests/ hold that), so everything here may
print, start processes and keep a signing key on disk.
"""
