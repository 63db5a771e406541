"""What the tests against a real server process share."""
