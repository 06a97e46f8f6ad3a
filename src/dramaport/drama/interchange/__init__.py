"""Files in which people review a translation, and files in which players read subtitles."""
