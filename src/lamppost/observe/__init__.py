"""Evidence files in, observation tables out: what happened, not what it means."""
