"""The harvest engine and one folder a source; only catalogue.py imports CKAN."""
