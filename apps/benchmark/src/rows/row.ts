import type { Operation } from '../workload/calls.ts';
import type { BigOperation } from '../workload/beside.ts';
import type { MemoryOperation } from '../workload/tight-loop.ts';
import type { ValueKindName } from '../workload/value-kinds.ts';

/** What a contender does in a round. */
export type Work =
  | { readonly kind: 'workers'; readonly operation: Operation; readonly workers: number; readonly value: ValueKindName }
  | {
      readonly kind: 'cluster';
      readonly operation: 'get' | 'set';
      readonly workers: number;
      readonly value: ValueKindName;
      /** Do the keys carry hash tags, so that they share slots? */
      readonly tagged: boolean;
    }
  | { readonly kind: 'memory'; readonly operation: MemoryOperation; readonly value: ValueKindName }
  | { readonly kind: 'hit'; readonly value: ValueKindName }
  | {
      readonly kind: 'tiers';
      readonly operation: 'getOrSet' | 'load' | 'set';
      readonly workers: number;
      readonly value: ValueKindName;
    }
  | {
      readonly kind: 'cache';
      readonly operation: Operation;
      /** The maximum number of entries in memory. 0: Redis is the only tier. */
      readonly memoryEntries: number;
      readonly workers: number;
      readonly value: ValueKindName;
    }
  | {
      readonly kind: 'stampede';
      readonly processes: number;
      /** Concurrent callers in each process. */
      readonly callers: number;
      /** Milliseconds. */
      readonly loaderTime: number;
      readonly value: ValueKindName;
    }
  | {
      readonly kind: 'burst';
      /** Concurrent calls. */
      readonly calls: number;
      readonly value: ValueKindName;
    }
  | { readonly kind: 'beside'; readonly operation: BigOperation };

/** One measurement of many contenders. */
export interface Row {
  /** For people, patterns and targets, e.g. `get/100-workers/100B`. */
  readonly id: string;
  readonly title: string;
  /** The heading it stands under. */
  readonly group: string;
  readonly work: Work;
  readonly contenders: readonly string[];
  /** Does `--quick` measure it? */
  readonly quick: boolean;
}

export type Store = 'redis' | 'cluster' | 'memory' | 'cache' | 'tiers' | 'cache-redis';

/** Where the contenders of a row keep their values. */
export function storeOf({ kind }: Work): Store {
  if (kind === 'hit' || kind === 'burst') return 'cache';
  if (kind === 'cache' || kind === 'stampede') return 'cache-redis';
  return kind === 'memory' || kind === 'cluster' || kind === 'tiers' ? kind : 'redis';
}

/** The number of processes that each contender runs. */
export function processesOf(work: Work): number {
  return work.kind === 'stampede' ? work.processes : 1;
}

/** Is there a server? */
export function needsServer(store: Store): boolean {
  return store !== 'memory' && store !== 'cache';
}
