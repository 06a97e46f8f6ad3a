import { expect, it } from "vitest";

import { codeShown, proofOf } from "./signin";

const STATE = "0".repeat(32);

it("a letter's link brings a code", () => expect(proofOf("#ABCD1234")).toEqual({ code: "ABCD1234", token: null, state: null }));
it("a provider brings a token and the sign-in it is for", () =>
  expect(proofOf(`#state=${STATE}&id_token=a.b.c`)).toEqual({ code: null, token: "a.b.c", state: STATE }));
it.each(["", "#", "#abcd1234", "#ABCD12345", "#error=access_denied"])("%s brings nothing", (hash) =>
  expect(proofOf(hash)).toEqual({ code: null, token: null, state: null }));
it("a state that is no sign-in's name is dropped", () => expect(proofOf("#id_token=t&state=../x").state).toBeNull());
it("a code is shown in halves", () => expect(codeShown("ABCD1234")).toBe("ABCD-1234"));
