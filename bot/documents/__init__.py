"""Files that the assistant makes for users."""
