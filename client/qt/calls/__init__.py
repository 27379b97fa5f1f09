"""The list of calls that ring: model, table, cells, keys."""
