"""Public data sets and our own export, one file each, read into the same recordings."""
