"""What `ankang doctor` looks at. It boots no CKAN, so that it also speaks when CKAN refuses to start."""
