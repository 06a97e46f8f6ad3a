"""A novel as somebody has it (text in any encoding, EPUB) → UTF-8 text whose chapters are known, and what was odd about it."""
