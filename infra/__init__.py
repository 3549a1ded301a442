"""The Azure deployment, and the checks on it that need neither Azure nor the Bicep compiler."""
