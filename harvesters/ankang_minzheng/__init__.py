"""安康市民政局: townships and villages."""
