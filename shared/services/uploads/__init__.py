"""Use cases of uploads; the entry points are here, the steps of a job in the packages below."""
