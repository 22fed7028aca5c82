"""Actions and their authorisation."""
