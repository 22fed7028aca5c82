"""安康市人民政府办公室 and 安康市司法局: documents."""
