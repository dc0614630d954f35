import type { TierFailure } from '../tiers/tier-failure.ts';
import type { CacheProblem } from './cache-problem.ts';

export interface ProblemsSettings {
  readonly cache: string;
  /** Receives each problem. If absent, a problem becomes a warning of the process. */
  readonly onProblem: ((problem: CacheProblem) => void) | undefined;
}

/** Cures of the failures of a tier, by kind. */
const cures: Readonly<Record<'unavailable' | 'refused', string>> = {
  unavailable:
    'memory and loaders serve until it is back; check that it runs and that host, port and password are right',
  refused:
    'reads go on; check its free memory (maxmemory-policy volatile-lru lets it evict), its rights, and that it is no replica',
};

/** Reports problems: those of a tier once per outage, by `onProblem` or as a warning of the process. */
export class Problems {
  readonly #settings: ProblemsSettings;
  /** The outages that were reported, as `tier kind`. */
  readonly #reported = new Set<string>();
  /** By store, the moment at which a call of it failed last. */
  readonly #failedAt = new Map<string, number>();
  #moment = 0;

  constructor(settings: ProblemsSettings) {
    this.#settings = settings;
  }

  /** A moment in the order of calls and failures: it moves on with every failure. */
  get moment(): number {
    return this.#moment;
  }

  /** A call of a tier failed. @param store The store behind it: two parts of one store are one outage. */
  reportFailure(store: string, { kind, error }: TierFailure): void {
    if (kind === 'busy') return;
    const kindOfOutage = kind === 'refused' ? 'refused' : 'unavailable';
    this.#moment += 1;
    this.#failedAt.set(store, this.#moment);
    const outage = `${kindOfOutage} ${store}`;
    if (this.#reported.has(outage)) return;
    this.#reported.add(outage);
    const { cache } = this.#settings;
    this.#report({
      kind: kindOfOutage === 'refused' ? 'tier-refused' : 'tier-unavailable',
      cache,
      tier: store,
      key: undefined,
      message: `the cache "${cache}" ${kindOfOutage === 'refused' ? 'is refused a call by' : 'can not use'} "${store}": ${textOf(error)}; ${cures[kindOfOutage]}`,
      cause: error,
    });
  }

  /**
   * A call of a tier went well: the next failure is another outage, unless the call began before the last failure. While a tier
   * refuses writes, reads go on.
   *
   * @param began The moment at which the call began.
   */
  endOutage(store: string, isWrite: boolean, began: number): void {
    if (this.#reported.size === 0) return;
    if (began < (this.#failedAt.get(store) ?? 0)) return;
    this.#reported.delete(`unavailable ${store}`);
    if (isWrite) this.#reported.delete(`refused ${store}`);
  }

  /** A loaded value was returned to its callers, and can't be stored. */
  reportNotStored(key: string, error: unknown): void {
    const { cache } = this.#settings;
    this.#report({
      kind: 'not-stored',
      cache,
      tier: undefined,
      key,
      message: `the cache "${cache}" can not store the value loaded for ${JSON.stringify(key)}: ${textOf(error)}`,
      cause: error,
    });
  }

  /** Too many keys were in doubt after an outage: everything was invalidated. */
  reportReset(maxPending: number): void {
    const { cache } = this.#settings;
    this.#report({
      kind: 'reset',
      cache,
      tier: undefined,
      key: undefined,
      message: `the cache "${cache}" missed writes of more than ${maxPending} keys while a tier was unavailable, and invalidated all its entries; raise maxPending to keep them`,
      cause: undefined,
    });
  }

  #report(problem: CacheProblem): void {
    const { onProblem } = this.#settings;
    if (onProblem === undefined) {
      process.emitWarning(problem.message, 'CacheWarning', `CACHE_${problem.kind.toUpperCase().replaceAll('-', '_')}`);
      return;
    }
    const warn = (error: unknown): void =>
      process.emitWarning(`onProblem of the cache "${problem.cache}" failed: ${textOf(error)}`, 'CacheWarning');
    try {
      // A function that returns a promise is one that returns nothing, to TypeScript.
      Promise.resolve(onProblem(problem)).catch(warn);
    } catch (error) {
      warn(error);
    }
  }
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
