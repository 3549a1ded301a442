"""The use cases. They see the domain and the ports of what they need, and no SDK."""
