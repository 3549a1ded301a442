"""What can be known of the Bicep files without their compiler, which build machines here cannot have."""
