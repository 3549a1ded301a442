"""What use cases need of storage and of the network: one Protocol module a store. shared/storage and shared/network
implement them."""
