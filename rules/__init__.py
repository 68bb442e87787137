"""The rules of the guides as pure functions over dated parameters: no clock, no database."""
