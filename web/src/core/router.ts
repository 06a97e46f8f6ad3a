/** Addresses of the app's screens. */

export type Route =
  | { readonly screen: "home" }
  | { readonly screen: "drama"; readonly drama: string }
  | { readonly screen: "watch"; readonly drama: string; readonly number: number; readonly fromS?: number }
  | { readonly screen: "confirm"; readonly id: string | null } // of a sign-in; null: a provider says which
  | { readonly screen: "settings"; readonly said?: "done" | "merged" } // what just happened
  | { readonly screen: "wallet" | "history" | "lost" };

/** The screen of a path with its query ("?t=12" begins at second 12). */
export function parse(address: string): Route {
  const { pathname, searchParams } = new URL(address, "http://app");
  const [screen, drama, number, ...rest] = pathname.split("/").filter(Boolean).map(decode);
  if (screen === undefined) return { screen: "home" };
  if (rest.length > 0) return { screen: "lost" };
  if (screen === "drama" && drama && number === undefined) return { screen, drama };
  if (screen === "watch" && drama && /^[1-9]\d{0,3}$/.test(number ?? "")) {
    const fromS = Number(searchParams.get("t") ?? 0);
    return { screen, drama, number: Number(number), ...(fromS > 0 && { fromS }) };
  }
  if (screen === "confirm" && number === undefined && /^([0-9a-f]{32})?$/.test(drama ?? "")) return { screen, id: drama ?? null };
  if (drama === undefined && (screen === "wallet" || screen === "history" || screen === "settings")) return { screen };
  return { screen: "lost" };
}

export function path(route: Route): string {
  switch (route.screen) {
    case "home":
    case "lost":
      return "/";
    case "drama":
      return `/drama/${encodeURIComponent(route.drama)}`;
    case "watch":
      return `/watch/${encodeURIComponent(route.drama)}/${route.number}${route.fromS ? `?t=${Math.floor(route.fromS)}` : ""}`;
    case "confirm":
      return route.id === null ? "/confirm" : `/confirm/${route.id}`;
    default:
      return `/${route.screen}`;
  }
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return "";
  }
}
