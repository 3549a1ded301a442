"""HTTP to receivers of webhooks."""
