"""Episodes opened by advertisements: an intent asked for beforehand, and the ad network's signed word that it was watched."""
