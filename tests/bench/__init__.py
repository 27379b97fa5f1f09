"""How fast Cornetta is, always beside something else that is measured in the same run."""
