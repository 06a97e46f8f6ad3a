"""The truth every arrow shares: the drama, its episodes, lines, characters and terms, and what people decided."""
