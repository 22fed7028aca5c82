"""安康市自然资源局: boundaries and codes."""
