"""What the screens are built of: one widget a file."""
