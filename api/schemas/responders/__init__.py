"""What is asked of and told about temporary responders."""
