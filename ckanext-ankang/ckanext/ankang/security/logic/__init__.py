"""Actions of the room `security`."""
