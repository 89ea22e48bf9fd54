"""From assessments to comparisons: what the offers of many authorities hold, side by side."""
