"""The rules: pure functions from upstream records to the rows the store takes. Nothing here does I/O."""
