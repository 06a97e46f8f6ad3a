import { describe, expect, it } from "vitest";

import { INTERFACE } from "./locale";
import { type Catalogue, format, places } from "./messages";

const files = import.meta.glob<Catalogue>("../messages/*.json", { import: "default", eager: true });
const catalogue = (tag: string): Catalogue => files[`../messages/${tag}.json`] ?? {};
const english = catalogue("en");

describe("format", () => {
  it("fills named places and leaves unknown ones", () => {
    expect(format("{a} of {b}", "en", { a: 1 })).toBe("1 of {b}");
  });
  it("chooses by the plural rules of the language", () => {
    const forms = { zero: "0", one: "1", two: "2", few: "3-10", many: "11-99", other: "100" };
    const said = [0, 1, 2, 7, 40, 100].map((count) => format(forms, "ar", { count }));
    expect(said).toEqual(["0", "1", "2", "3-10", "11-99", "100"]);
  });
  it("groups large numbers as the reader does", () => {
    expect(format("{count}", "de", { count: 12000 })).toBe("12.000");
  });
  it("never reads a value as a pattern", () => {
    expect(format("{a}", "en", { a: "{b}", b: "no" })).toBe("{b}");
  });
});

describe.each(INTERFACE)("messages in %s", (tag) => {
  const messages = catalogue(tag);

  it("are the same messages as in English, none empty", () => {
    expect(Object.keys(messages)).toEqual(Object.keys(english));
    expect(Object.values(messages).flatMap((one) => (typeof one === "string" ? [one] : Object.values(one)))).not.toContain("");
  });

  it("have the same places; a plural form may leave out the number", () => {
    for (const [key, message] of Object.entries(messages)) {
      expect([key, places(message)]).toEqual([key, places(english[key] ?? "")]);
    }
  });

  it("have a form for every number that people meet", () => {
    const rules = new Intl.PluralRules(tag);
    const needed = new Set(Array.from({ length: 200 }, (_, count) => rules.select(count)));
    for (const [key, message] of Object.entries(messages)) {
      if (typeof message === "string") continue;
      expect([key, [...needed].filter((rule) => !(rule in message))]).toEqual([key, []]);
      expect([key, Object.keys(message).filter((rule) => !rules.resolvedOptions().pluralCategories.includes(rule as Intl.LDMLPluralRule))]).toEqual([key, []]);
      expect(message.other).toBeDefined();
    }
  });
});

it("every language of the interface has its file, and no other is there", () => {
  expect(Object.keys(files).sort()).toEqual(INTERFACE.map((tag) => `../messages/${tag}.json`).sort());
});
