"""From offers and assessments to a site."""
