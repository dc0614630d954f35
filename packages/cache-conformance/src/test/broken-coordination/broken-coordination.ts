import type { ReferenceCoordinationOptions } from '../reference-coordination-target.ts';

/** Coordination that does one thing wrong. */
export interface BrokenCoordination extends ReferenceCoordinationOptions {
  /** What it does wrong. */
  readonly fault: string;
  /** Names of tests that must fail; others that rest on the same promise may. */
  readonly caughtBy: readonly string[];
}
