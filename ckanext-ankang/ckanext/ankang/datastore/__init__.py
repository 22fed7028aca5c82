"""The room `datastore`: valid versions as tables that can be asked, and words found in them."""
