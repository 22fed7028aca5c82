"""Protocols, each over connections that the dialler opened."""
