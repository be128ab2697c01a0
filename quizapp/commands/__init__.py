"""What each command does. `cli` imports one of these inside the command that is called."""
