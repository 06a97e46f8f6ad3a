"""What leaves the house: HLS for the app, MP4 for social platforms, and a manifest with checksums."""
