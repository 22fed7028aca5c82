"""The quality score of datasets: its rules, its series day by day, its pages, and it as open data."""
