"""Groups and the hierarchy of them."""
