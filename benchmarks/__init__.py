"""What the built sites weigh and how fast they answer, beside their peers, in the same run."""
