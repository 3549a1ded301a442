"""The table Outbox, and what connectors sign with."""
