/** The pictures shown while a finger looks for a place: one sheet, tiles in rows. */

export interface Storyboard {
  readonly url: string;
  readonly columns: number;
  readonly count: number;
  readonly width: number; // of one tile in px
  readonly height: number;
  readonly interval_ms: number;
}

export interface Tile {
  readonly x: number;
  readonly y: number;
}

/** Where on the sheet the tile of a moment begins. */
export function tileAt(board: Storyboard, ms: number): Tile {
  const last = Math.max(0, board.count - 1);
  const index = Math.min(last, Math.max(0, Math.floor(ms / Math.max(1, board.interval_ms))));
  return { x: (index % board.columns) * board.width, y: Math.floor(index / board.columns) * board.height };
}
