"""What stands behind deploy/up, down, status, reset, test, bench, backup and restore.

Only the standard library: these modules run before anything is installed.
"""
