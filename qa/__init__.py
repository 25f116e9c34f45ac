"""From a question to a cited answer or a reasoned refusal."""
