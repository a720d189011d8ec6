"""What readers of logs share: lines of a file as columns, and one place that gathers what they tell."""
