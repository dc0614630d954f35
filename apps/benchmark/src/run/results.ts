import type { CoherenceResult } from '../coherence/coherence-result.ts';
import type { OutageResult } from '../outage/outage-result.ts';
import type { Sample } from '../workload/sample.ts';
import type { Settings } from './settings.ts';

/** What `results.json` holds: everything that was measured, nothing computed from it. */
export interface Results {
  readonly startedAt: string;
  readonly minutes: number;
  readonly machine: Machine;
  /** By package. */
  readonly versions: Readonly<Record<string, string>>;
  /** How often the machine stood still; what was measured then was measured again. */
  readonly stalls: number;
  readonly settings: Settings;
  readonly rows: readonly RowResult[];
  readonly outages: readonly OutageResult[];
  readonly coherence: readonly CoherenceResult[];
}

/** What the run ran on. */
export interface Machine {
  readonly processor: string;
  readonly processors: number;
  readonly memoryGiB: number;
  readonly system: string;
  readonly node: string;
  readonly server: string;
  /** Of the last minute, before the run and after it. A quiet machine begins near 0. */
  readonly load: readonly [before: number, after: number];
  /** The state of this repository, where git knows it. */
  readonly commit: string | undefined;
}

/** Every round of every contender of a row. */
export interface RowResult {
  readonly id: string;
  readonly title: string;
  readonly group: string;
  /** How many calls are made at once; undefined in memory. */
  readonly workers: number | undefined;
  readonly contenders: readonly ContenderResult[];
}

/** What a contender did in a row. */
export interface ContenderResult {
  readonly name: string;
  /** One for each round; null for a round that it did not finish. Empty if it can't do this at all. */
  readonly samples: readonly (Sample | null)[];
  /** Why rounds are missing, if it was not for want of ability. */
  readonly problem?: string;
}
