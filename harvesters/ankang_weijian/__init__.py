"""安康市卫生健康委员会: daily series."""
