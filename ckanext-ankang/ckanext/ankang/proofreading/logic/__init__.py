"""What the room `proofreading` does and who may ask for it."""
