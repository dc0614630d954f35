import { randomUUID } from 'node:crypto';
import {
  maxKeyBytes,
  parseDuration,
  type CallOptions,
  type Duration,
  type Milliseconds,
  type Version,
  type VersionSnapshot,
  type VersionStore,
} from '@modular-agent/cache-contract';
import { checkText, listTags, type ErrorPlace } from '@modular-agent/cache-contract/provider';
import type { CallGate } from '../calls/call-gate.ts';

/** The most tags that the history of one cache remembers. */
export const maxRememberedTags = 100_000;

interface Invalidation {
  readonly sequence: number;
  readonly at: Milliseconds;
}

/** What happened to one cache since its epoch began. */
class History {
  readonly epoch: string = randomUUID();
  sequence = 0;
  /** By tag; the longest ago first. */
  readonly invalidations = new Map<string, Invalidation>();
}

/**
 * The versions of the caches of one process. A history grows by its tags until it is pruned; one of more than 100,000 tags is
 * dropped, and a new epoch begins. It takes no more than the names of the caches to begin with.
 */
export class MemoryVersionStore implements VersionStore {
  readonly #gate: CallGate;
  readonly #histories = new Map<string, History>();

  constructor(gate: CallGate) {
    this.#gate = gate;
  }

  async read(cache: string, tags: Iterable<string>, options?: CallOptions): Promise<VersionSnapshot> {
    const place = this.#enter(cache, options);
    const wanted = listTags(tags, place);
    const history = this.#historyOf(cache);
    const invalidatedAt = new Map<string, number>();
    for (const tag of wanted) {
      const invalidation = history.invalidations.get(tag);
      if (invalidation !== undefined) invalidatedAt.set(tag, invalidation.sequence);
    }
    return { epoch: history.epoch, sequence: history.sequence, invalidatedAt };
  }

  async invalidate(cache: string, tags: Iterable<string>, options?: CallOptions): Promise<Version> {
    const names = listTags(tags, this.#enter(cache, options));
    const history = this.#historyOf(cache);
    history.sequence += 1;
    const invalidation = { sequence: history.sequence, at: performance.now() };
    for (const tag of names) {
      // Deleted first, so that it moves to the end.
      history.invalidations.delete(tag);
      history.invalidations.set(tag, invalidation);
    }
    if (history.invalidations.size > maxRememberedTags) this.#histories.delete(cache);
    const { epoch, sequence } = this.#historyOf(cache);
    return { epoch, sequence };
  }

  async prune(cache: string, olderThan: Duration, options?: CallOptions): Promise<number> {
    const age = parseDuration(olderThan, 'olderThan', this.#enter(cache, options));
    const invalidations = this.#histories.get(cache)?.invalidations ?? new Map<string, Invalidation>();
    const before = performance.now() - age;
    const sizeBefore = invalidations.size;
    for (const [tag, { at }] of invalidations) {
      if (at >= before) break;
      invalidations.delete(tag);
    }
    return sizeBefore - invalidations.size;
  }

  /** Forgets every history. */
  close(): void {
    this.#histories.clear();
  }

  #enter(cache: string, options: CallOptions | undefined): ErrorPlace {
    const place = { provider: this.#gate.provider };
    this.#gate.enter(options);
    checkText('cache', cache, place, maxKeyBytes);
    return place;
  }

  #historyOf(cache: string): History {
    let history = this.#histories.get(cache);
    if (history === undefined) {
      history = new History();
      this.#histories.set(cache, history);
    }
    return history;
  }
}
