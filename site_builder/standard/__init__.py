"""From offers to assessments: the national minimum-provision standard and its verdicts."""
