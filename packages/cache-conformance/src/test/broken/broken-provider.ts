import type { ReferenceTargetOptions } from '../reference-target.ts';

/** A provider that does one thing wrong. */
export interface BrokenProvider extends ReferenceTargetOptions {
  /** What it does wrong. */
  readonly fault: string;
  /** Names of tests that must fail; others that rest on the same promise may. */
  readonly caughtBy: readonly string[];
}
