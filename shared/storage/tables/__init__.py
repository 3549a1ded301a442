"""The table engine: reads pages, writes entity group transactions, limits what is under way. It knows no domain."""
