"""Runs, plans and sources as CKAN sees them."""
