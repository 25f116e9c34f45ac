"""What a plan says: reading, cleaning, outline, tables, indicators, commitments, passages."""
