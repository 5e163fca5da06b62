"""What is put on paper: A4 pages as HTML that needs nothing from elsewhere, and the same as PDF."""
