import { expect, it } from "vitest";

import { type Route, parse, path } from "./router";

const routes: Route[] = [
  { screen: "home" },
  { screen: "drama", drama: "渡口 / 1" },
  { screen: "watch", drama: "a?b", number: 12 },
  { screen: "watch", drama: "a", number: 3, fromS: 42 },
  { screen: "wallet" },
  { screen: "history" },
  { screen: "settings" },
  { screen: "confirm", id: null },
  { screen: "confirm", id: "0123456789abcdef".repeat(2) },
];

it.each(routes)("an address leads back to where it was made: %j", (route) => expect(parse(path(route))).toEqual(route));
it.each(["/nothing", "/watch/a/0", "/watch/a/x", "/watch/a/1/2", "/drama", "/%zz", "/confirm/x"])("%s leads nowhere", (address) => {
  expect(parse(address).screen).toBe("lost");
});
