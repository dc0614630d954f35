/** Settings that can't hold together. */
export interface Conflict {
  /** The setting that it is told of. */
  readonly at: string;
  /** The other settings that have a say in it. */
  readonly sides: readonly string[];
  readonly message: string;
  readonly accepted: string;
}

/** Names settings with their places. */
export type Locate = (names: readonly string[]) => string;
