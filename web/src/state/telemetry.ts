import { Telemetry } from "../player/telemetry";
import { api } from "./session.svelte";

/** The app's one line to the server for watch events. */
export const telemetry = new Telemetry(api);
