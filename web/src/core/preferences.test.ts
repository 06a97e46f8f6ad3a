import { describe, expect, it } from "vitest";

import { chosenSubtitles, chosenVoice } from "./preferences";

const tracks = ["en", "es", "th"].map((tag) => ({ tag, name: tag }));
const none = { audio: null, subtitles: null };

describe("voice", () => {
  it("is the viewer's choice before the interface's language", () => {
    expect(chosenVoice({ ...none, audio: "th" }, "es", tracks)).toBe("th");
    expect(chosenVoice(none, "es", tracks)).toBe("es");
  });
  it("is English, else the first, where neither is there", () => {
    expect(chosenVoice(none, "ar", tracks)).toBe("en");
    expect(chosenVoice(none, "ar", tracks.slice(1))).toBe("es");
    expect(chosenVoice(none, "ar", [])).toBeNull();
  });
});

describe("subtitles", () => {
  it("are chosen apart from the voice", () => {
    expect(chosenSubtitles({ audio: "th", subtitles: "es" }, "en", tracks)).toBe("es");
  });
  it("are off only where the viewer said so", () => {
    expect(chosenSubtitles({ ...none, subtitles: "" }, "en", tracks)).toBeNull();
    expect(chosenSubtitles(none, "ar", tracks)).toBe("en");
  });
});
