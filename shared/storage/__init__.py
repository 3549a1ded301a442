"""The only package that imports the Azure SDK: it implements the ports of shared/services on storage."""
