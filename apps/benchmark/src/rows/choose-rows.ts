import { cacheRows } from './cache-rows.ts';
import { memoryRows } from './memory-rows.ts';
import { cacheRedisRows } from './cache-redis-rows.ts';
import { clusterRows } from './cluster-rows.ts';
import { redisRows } from './redis-rows.ts';
import type { Row } from './row.ts';

/** The ids that `--rows` knows the outage and the lag between processes by. */
export const outageId = 'outage';
export const coherenceId = 'coherence';

const allRows: readonly Row[] = [...redisRows, ...clusterRows, ...memoryRows, ...cacheRows, ...cacheRedisRows];

/** What a run measures. */
export interface Chosen {
  readonly rows: readonly Row[];
  readonly outage: boolean;
  readonly coherence: boolean;
}

/** Every row, or those of `--quick`, whose id matches the pattern. */
export function chooseRows(quick: boolean, pattern: RegExp | undefined): Chosen {
  const matches = (id: string): boolean => pattern === undefined || pattern.test(id);
  return {
    rows: allRows.filter((row) => (row.quick || !quick) && matches(row.id)),
    outage: matches(outageId),
    coherence: matches(coherenceId),
  };
}
