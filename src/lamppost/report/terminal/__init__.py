"""What a person reads first: the answer in 80 columns."""
