"""安康市公共数据开放平台: the rooms of the portal, each a CKAN plugin of its own."""
