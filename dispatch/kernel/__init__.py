"""The compiled search: arrays in, arrays out. Only `dispatch.solve` and `dispatch.insert` call it."""
