import { describe, expect, it } from "vitest";

import { formatMoney, worth } from "./money";

describe("money", () => {
  it("knows how many decimals a currency has", () => {
    expect(formatMoney({ amount: 499, currency: "USD" }, "en")).toBe("$4.99");
    expect(formatMoney({ amount: 500, currency: "JPY" }, "en")).toBe("¥500");
    expect(formatMoney({ amount: 1250, currency: "KWD" }, "en").replace(/\s/g, " ")).toBe("KWD 1.250");
  });
  it("leaves out decimals that say nothing", () => {
    expect(formatMoney({ amount: 500, currency: "USD" }, "en")).toBe("$5");
  });
});

describe("what coins are worth", () => {
  const cent = { amount: 60, currency: "USD" };
  it("grows with their number", () => expect(worth(300, 60, cent)).toEqual({ amount: 300, currency: "USD" }));
  it("is never shown lower than it is", () => expect(worth(61, 60, cent).amount).toBe(61));
  it("is nothing where coins have no price", () => expect(worth(5, 0, cent).amount).toBe(0));
});
