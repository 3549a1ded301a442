"""The second step: write the difference of each chunk; the last one finishes the upload."""
