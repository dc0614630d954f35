import type { CacheEntry, JsonObject, Stamp, SyncCacheProvider } from '@modular-agent/cache-contract';
import { encodeNear, type NearMarks, type NearMetadata } from '../entries/near-record.ts';
import type { Scope } from '../keys/scope.ts';
import type { LocalHistory } from '../versions/local-history.ts';

/** Says whether what this process has heard is all that there was to hear. */
export interface Hearing {
  readonly isListening: boolean;
  readonly era: number;
}

/**
 * The tier in this process. What it has is served without asking anybody as long as this cache wrote it, nothing was heard
 * since that takes it away, and nothing can have been missed.
 */
export class Near {
  readonly provider: SyncCacheProvider;
  /** Is there no other tier, so that it has what other caches of this process are to find? */
  readonly isHome: boolean;
  readonly #instance: string;
  readonly #history: LocalHistory;
  readonly #hearing: Hearing;
  /** How often it failed to keep something. */
  failures = 0;

  constructor(provider: SyncCacheProvider, isHome: boolean, instance: string, history: LocalHistory, hearing: Hearing) {
    this.provider = provider;
    this.isHome = isHome;
    this.#instance = instance;
    this.#history = history;
    this.#hearing = hearing;
  }

  get name(): string {
    return this.provider.name;
  }

  /** What goes to an entry that begins now. */
  begin(): NearMarks {
    return { instance: this.#instance, begin: this.#history.now, era: this.#hearing.era };
  }

  /** The entry, if it was written by this cache; be it fresh, valid, or not. */
  peek(key: string): (CacheEntry & { readonly metadata: NearMetadata }) | undefined {
    let entry: CacheEntry | undefined;
    try {
      entry = this.provider.getEntrySync(key);
    } catch {
      this.failures += 1;
    }
    if (entry === undefined || entry.metadata?.['i'] !== this.#instance) return undefined;
    return entry as CacheEntry & { readonly metadata: NearMetadata };
  }

  /** Was nothing heard since that takes it away? */
  isValid({ s: begin, k: tags = [] }: NearMetadata, scope: Scope): boolean {
    return this.#history.isValid(begin, () => scope.tagsOf(tags));
  }

  /** Can nothing have been missed that would take it away? */
  isTrusted({ r: era }: NearMetadata): boolean {
    return this.#hearing.isListening && era === this.#hearing.era;
  }

  /** Keeps it, in place of any other. What can't be kept here is not, and nothing older stays in its place. */
  keep(key: string, value: unknown, record: JsonObject, marks: NearMarks, ttl: number, stamp: Stamp | undefined): void {
    try {
      this.provider.setSync(key, value, { ttl, metadata: encodeNear(record, marks), stamp });
    } catch {
      this.failures += 1;
      this.forget(key);
    }
  }

  /** Drops what is shared elsewhere. */
  forget(key: string): void {
    if (this.isHome) return;
    try {
      this.provider.deleteSync(key);
    } catch {
      // It is closed, and gives nothing out any more.
      this.failures += 1;
    }
  }
}
