import type { CacheProblem } from '@modular-agent/cache';

/**
 * Makes an `onProblem` that notes each tier the cache does without, in words for the person at the terminal: once for each
 * tier, however often it is unavailable. The agent is answered all the same.
 */
export function tellOutages(note: (notice: string) => void): (problem: CacheProblem) => void {
  const told = new Set<string>();
  return ({ kind, tier = 'its coordination', message, cause }) => {
    const isOutage = kind === 'tier-unavailable' || kind === 'tier-refused';
    if (!isOutage || told.has(tier)) return;
    told.add(tier);
    // The provider's own words say where its server is.
    note(`The cache does without ${tier} for now: ${cause instanceof Error ? cause.message : message}`);
  };
}
