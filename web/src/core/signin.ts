/** What comes back to the app when somebody signs in: a code from a letter, or a provider's token, behind the # of the address. */

export interface Proof {
  readonly code: string | null;
  readonly token: string | null;
  readonly state: string | null; // the sign-in that the provider was asked for
}

/** "#ABCD1234" is a code; "#id_token=…&state=…" a provider's answer. */
export function proofOf(hash: string): Proof {
  const text = hash.replace(/^#/, "");
  const none = { code: null, token: null, state: null };
  if (/^[0-9A-Z]{8}$/.test(text)) return { ...none, code: text };
  const told = new URLSearchParams(text);
  const state = told.get("state");
  return { ...none, token: told.get("id_token"), state: state !== null && /^[0-9a-f]{32}$/.test(state) ? state : null };
}

/** A code in two halves, as the letter writes it. */
export const codeShown = (code: string): string => `${code.slice(0, 4)}-${code.slice(4)}`;
