/** A random id of 128 bits in hex. `crypto.randomUUID` is missing on pages served without TLS, such as a demo in a home network. */
export function newId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
