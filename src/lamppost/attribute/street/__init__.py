"""What cameras of a map or register are, what they see, and how much of a place that is."""
