"""What the operator can see from outside: the log of the process. Never anybody's words."""
