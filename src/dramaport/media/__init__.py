"""Moving pictures and sound: ffmpeg, the packager, probing, and PCM in numpy arrays. Knows nothing of dramas."""
