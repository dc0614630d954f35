/** What one process does, and another hears of. */
export const changes = ['set', 'delete', 'invalidateTags'] as const;

export type Change = (typeof changes)[number];

/** One change of a value that another process had in its memory. Milliseconds. */
export interface LagSample {
  /** From when the change was called for to when the other process first answered with what is there now. */
  readonly propagation: number;
  /** How long after the call had resolved the other process still gave the old value; 0 if it did not. */
  readonly staleAfter: number;
}

/** How long one process gives out what another has changed. */
export interface CoherenceResult {
  readonly change: Change;
  readonly samples: readonly LagSample[];
}
