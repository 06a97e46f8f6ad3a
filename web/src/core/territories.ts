/** Territories by their ISO 3166-1 alpha-2 codes. Names come from the browser, in the reader's language. */

export interface Territory {
  readonly code: string;
  readonly name: string;
}

/** The territories of some codes, each once, in the reader's order of names. What is no code is left out. */
export function territories(tag: string, codes: readonly string[]): Territory[] {
  const names = new Intl.DisplayNames([tag], { type: "region" });
  const order = new Intl.Collator(tag);
  return [...new Set(codes)]
    .filter((code) => /^[A-Z]{2}$/.test(code))
    .map((code) => ({ code, name: names.of(code) ?? code }))
    .sort((a, b) => order.compare(a.name, b.name));
}

/** The territory that a browser's languages point to: "US" of "en-US". Null where they do not say. */
export function territoryOf(languages: readonly string[]): string | null {
  for (const tag of languages) {
    const region = /^[A-Za-z]{2,3}(?:-[A-Za-z]{4})?-([A-Za-z]{2})\b/.exec(tag)?.[1];
    if (region !== undefined) return region.toUpperCase();
  }
  return null;
}
