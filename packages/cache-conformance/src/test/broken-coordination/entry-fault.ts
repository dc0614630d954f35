import type { Backplane, EntryStore } from '@modular-agent/cache-contract';
import type { CoordinationWorld } from '../reference-coordination.ts';
import type { BrokenCoordination } from './broken-coordination.ts';

/** Does something wrong with entries. */
export function does(
  fault: string,
  caughtBy: string | readonly string[],
  replace: (entries: EntryStore, world: CoordinationWorld, backplane: Backplane) => Partial<EntryStore>,
): BrokenCoordination {
  return {
    fault,
    override: ({ entries, backplane }, world) => ({ entries: replace(entries, world, backplane) }),
    caughtBy: [caughtBy].flat().map((name) => `entries › ${name}`),
  };
}
