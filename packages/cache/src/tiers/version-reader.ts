import { nextTick } from 'node:process';
import {
  isValidAt,
  type CallOptions,
  type Milliseconds,
  type Version,
  type VersionSnapshot,
  type VersionStore,
} from '@modular-agent/cache-contract';
import type { SharedTier } from './shared-tier.ts';
import { TierFailure } from './tier-failure.ts';
import type { VersionTable } from '../versions/version-table.ts';

/** The most tags that one call looks up. */
const tagsAtOnce = 10_000;

/** Tags that are looked up together. */
interface Lookup {
  readonly tags: Set<string>;
  readonly done: Promise<VersionSnapshot | TierFailure>;
}

/** A read of the history. */
export interface HistoryRead {
  /** Resolves when the table is up to date, or with the failure. Rejects with the caller's mistakes. */
  readonly done: Promise<TierFailure | undefined>;
  readonly isDone: boolean;
  /** Present if it has failed. */
  readonly failure: TierFailure | undefined;
}

/**
 * Reads a cache's history. The calls of one tick share one read, which the first of them sends: all that this process knew when
 * it was sent happened before, and it learns nothing more within the tick. So no call uses a read that is older than the call.
 */
export class VersionReader {
  /** When the last read was sent, by `performance.now()`. */
  lastReadAt: Milliseconds = -Infinity;
  readonly #versions: VersionStore;
  readonly #store: Pick<SharedTier, 'call'>;
  readonly #cache: string;
  readonly #table: VersionTable;
  #reading: HistoryRead | undefined;
  #lookup: Lookup | undefined;
  readonly #endTick = (): void => {
    this.#reading = undefined;
  };

  /** @param store Calls the store of the versions, and notes how that goes. */
  constructor(versions: VersionStore, store: Pick<SharedTier, 'call'>, cache: string, table: VersionTable) {
    this.#versions = versions;
    this.#store = store;
    this.#cache = cache;
    this.#table = table;
  }

  /** Brings the table up to date. */
  read(): HistoryRead {
    if (this.#reading !== undefined) return this.#reading;
    nextTick(this.#endTick);
    const from = this.#table.readFrom;
    this.lastReadAt = performance.now();
    const answered = this.#store.call((options) => this.#versions.readSince(this.#cache, from, options));
    const done = answered.then((delta) => {
      if (delta instanceof TierFailure) reading.failure = delta;
      else this.#table.apply(delta, from);
      reading.isDone = true;
      // A store in this process answers within the tick: what is asked for later may have changed since.
      if (this.#reading === reading) this.#reading = undefined;
      return reading.failure;
    });
    const reading: { -readonly [Name in keyof HistoryRead]: HistoryRead[Name] } = {
      done,
      isDone: false,
      failure: undefined,
    };
    // Not every caller waits for it.
    done.catch(() => {});
    this.#reading = reading;
    return reading;
  }

  /** Whether an entry is valid whose tags the table can't judge. */
  async lookUp(version: Version, tags: readonly string[]): Promise<boolean | TierFailure> {
    const lookup = this.#lookup !== undefined && this.#lookup.tags.size < tagsAtOnce ? this.#lookup : this.#open();
    for (const tag of tags) lookup.tags.add(tag);
    const snapshot = await lookup.done;
    return snapshot instanceof TierFailure ? snapshot : isValidAt(version, tags, snapshot);
  }

  #open(): Lookup {
    const tags = new Set<string>();
    const done = new Promise<void>((resolve) => nextTick(resolve)).then(() => {
      if (this.#lookup?.tags === tags) this.#lookup = undefined;
      return this.#store.call((options: CallOptions) => this.#versions.read(this.#cache, tags, options));
    });
    this.#lookup = { tags, done };
    return this.#lookup;
  }
}
