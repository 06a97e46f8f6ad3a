import { describe, expect, it } from "vitest";

import { absolute, firstSegment, firstSegments, heads, inline, placeOf, subtitlePlaylist } from "./playlists";

const ORIGIN = "https://app.example";
const MASTER = `#EXTM3U
#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="audio",NAME="English",LANGUAGE="en",DEFAULT=YES,URI="audio-en.m3u8"
#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="audio",NAME="ไทย",LANGUAGE="th",DEFAULT=NO,URI="audio-th.m3u8"
#EXT-X-MEDIA:TYPE=SUBTITLES,GROUP-ID="subtitles",NAME="ไทย",LANGUAGE="th",DEFAULT=NO,URI="subtitles-th.m3u8"
#EXT-X-STREAM-INF:BANDWIDTH=900000,AUDIO="audio",SUBTITLES="subtitles",CLOSED-CAPTIONS=NONE
video-360p.m3u8
#EXT-X-STREAM-INF:BANDWIDTH=1900000,AUDIO="audio",SUBTITLES="subtitles",CLOSED-CAPTIONS=NONE
video-540p.m3u8
`;
const MEDIA = '#EXTM3U\n#EXT-X-MAP:URI="/m/t/v.mp4",BYTERANGE="8@0"\n#EXTINF:2,\n#EXT-X-BYTERANGE:90@10\n/m/t/v.mp4\n';
const playlists = {
  "audio-en.m3u8": MEDIA,
  "audio-th.m3u8": MEDIA,
  "subtitles-th.m3u8": "#EXTM3U\n#EXTINF:9,\n#EXT-X-BYTERANGE:100@50\n/m/t/s.vtt\n",
  "video-360p.m3u8": MEDIA,
  "video-540p.m3u8": MEDIA,
};

function shelf() {
  const texts: string[] = [];
  return { texts, shelve: (text: string) => `blob:${texts.push(text)}` };
}

describe("a master in memory", () => {
  const { texts, shelve } = shelf();
  const master = inline({ master: MASTER, playlists }, "th", ORIGIN, shelve);

  it("names playlists in memory only", () => {
    expect(master).not.toMatch(/\.m3u8/);
    expect(master.match(/blob:\d/g)).toHaveLength(4);
  });
  it("leads to media by whole addresses", () => {
    expect(texts[0]).toContain(`URI="${ORIGIN}/m/t/v.mp4"`);
    expect(texts[0]).toContain(`\n${ORIGIN}/m/t/v.mp4\n`);
  });
  it("has the chosen voice as its default and no other", () => {
    expect(master).toMatch(/LANGUAGE="th",DEFAULT=YES/);
    expect(master).toMatch(/LANGUAGE="en",DEFAULT=NO/);
  });
  it("leaves subtitles to the app", () => expect(master).not.toContain("SUBTITLES"));
});

it("a ticket that lacks a playlist is refused by name", () => {
  expect(() => inline({ master: MASTER, playlists: {} }, null, ORIGIN, shelf().shelve)).toThrow("audio-en.m3u8");
});

it("addresses that are whole stay as they are", () => {
  expect(absolute("https://cdn.example/v.mp4\n", ORIGIN)).toBe("https://cdn.example/v.mp4\n");
});

describe("heads", () => {
  it("are known by where their bytes lie", () => {
    const found = heads({ playlists, heads: { "video-360p.m3u8": btoa("ftypmoov") } }, ORIGIN);
    expect([...found.keys()]).toEqual([placeOf(`${ORIGIN}/m/t/v.mp4`, 0, 8)]);
    expect(new TextDecoder().decode([...found.values()][0])).toBe("ftypmoov");
  });
  it("of playlists that name none are left out", () => {
    expect(heads({ playlists, heads: { "subtitles-th.m3u8": "AAAA", "other.m3u8": "AAAA" } }, ORIGIN).size).toBe(0);
  });
});

describe("where a player begins", () => {
  const map = { ...playlists, "video-540p.m3u8": "", "audio-th.m3u8": MEDIA.replaceAll("v.mp4", "th.mp4") };
  const first = (voice: string | null) => firstSegments({ master: MASTER, playlists: map }, voice, ORIGIN);
  it("is the lowest rung and the chosen voice", () => {
    expect(first("th")).toEqual([
      { url: `${ORIGIN}/m/t/v.mp4`, first: 10, last: 99 },
      { url: `${ORIGIN}/m/t/th.mp4`, first: 10, last: 99 },
    ]);
  });
  it("is the default voice where none was chosen", () => expect(first(null)[1]?.url).toContain("v.mp4"));
  it("is nothing that is not there", () => expect(first("xx")).toHaveLength(1));
  it("is the lowest rung wherever it stands", () => {
    const lines = MASTER.trim().split("\n");
    const turned = [...lines.slice(0, 4), lines[6], lines[7], lines[4], lines[5]].join("\n");
    expect(firstSegments({ master: turned, playlists: map }, "en", ORIGIN)).toHaveLength(2);
  });
});

describe("subtitles", () => {
  it("are found by language and read as bytes of a file", () => {
    expect(subtitlePlaylist(MASTER, "th")).toBe("subtitles-th.m3u8");
    expect(firstSegment(playlists["subtitles-th.m3u8"], ORIGIN)).toEqual({ url: `${ORIGIN}/m/t/s.vtt`, first: 50, last: 149 });
  });
  it("may be missing", () => {
    expect(subtitlePlaylist(MASTER, "fr")).toBeNull();
    expect(firstSegment("#EXTM3U\n", ORIGIN)).toBeNull();
  });
  it("may be a whole file", () => {
    expect(firstSegment("#EXTM3U\n/s.vtt\n", ORIGIN)).toEqual({ url: `${ORIGIN}/s.vtt`, first: 0, last: Infinity });
  });
});
