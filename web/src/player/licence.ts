/** The key of an encrypted episode: asked for with the session's token, as a W3C Clear Key licence. */

import type { HlsConfig } from "hls.js";

import type { Ticket } from "../api/types";

const CLEAR_KEY = "org.w3.clearkey";

/** What the player needs beside the playlists; nothing for an episode that is not encrypted. */
export function licensed(ticket: Pick<Ticket, "licence">, token: () => string | null): Partial<HlsConfig> {
  const url = ticket.licence;
  if (!url) return {};
  return {
    emeEnabled: true,
    drmSystems: { [CLEAR_KEY]: { licenseUrl: url } },
    licenseXhrSetup: (request, address) => {
      request.open("POST", address, true);
      request.setRequestHeader("Content-Type", "application/json");
      request.setRequestHeader("Authorization", `Bearer ${token() ?? ""}`);
    },
  };
}
