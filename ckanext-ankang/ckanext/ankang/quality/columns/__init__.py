"""The columns of a resource for its life: their ids, what is said of them, and the page for that."""
