import { describe, expect, it } from "vitest";

import { INTERFACE, directionOf, nameIn, nativeName, negotiate } from "./locale";

describe("direction", () => {
  it("is right to left for Arabic, in any country, and for no other language of the interface", () => {
    expect(INTERFACE.filter((tag) => directionOf(tag) === "rtl")).toEqual(["ar"]);
    expect(directionOf("ar-SA")).toBe("rtl");
  });
});

describe("negotiation", () => {
  it("prefers the exact tag over one of the same language", () => {
    expect(negotiate(["pt-BR"], ["pt-PT", "pt-BR"])).toBe("pt-BR");
  });
  it("takes the same language from elsewhere", () => {
    expect(negotiate(["es-MX"], ["en", "es"])).toBe("es");
    expect(negotiate(["pt-PT"], INTERFACE)).toBe("pt-BR");
  });
  it("goes through the wishes in order, and says when nothing fits", () => {
    expect(negotiate(["fi", "th", "en"], ["en", "th"])).toBe("th");
    expect(negotiate(["fi"], ["en"])).toBeNull();
  });
});

describe("names", () => {
  it("are in the language itself, with a capital where there is one", () => {
    expect(nativeName("es")).toBe("Español");
    expect(nativeName("th")).toBe("ไทย");
    expect(nameIn("de", "en")).toBe("German");
  });
});
