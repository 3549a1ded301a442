"""What every HTTP trigger shares: the endpoint decorator, identity, the error table, paging and OpenAPI."""
