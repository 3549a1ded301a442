"""Pure rules: no I/O beyond a file object handed in, no clock, no randomness, no Azure."""
