/** Sound that begins with the picture. hls.js (1.7.4) means to go on at once when it has learnt where the pictures begin, and waits
 * for its next turn instead: up to 100 ms of every start. */

import Hls, { type AudioStreamController, type Events, type InitPTSFoundData } from "hls.js";

const Usual = Hls.DefaultConfig.audioStreamController as typeof AudioStreamController;

export class PromptSound extends Usual {
  override onInitPtsFound(event: Events.INIT_PTS_FOUND, data: InitPTSFoundData): void {
    super.onInitPtsFound(event, data);
    this.tick();
  }
}
