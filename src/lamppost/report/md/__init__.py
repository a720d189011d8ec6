"""The verdicts as Markdown, for the summary of a job."""
