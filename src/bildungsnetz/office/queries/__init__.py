"""What the office and the public read across all rooms."""
