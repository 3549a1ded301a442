"""The state of a job, its log, and the blobs that trigger its steps."""
