import type {
  CacheEntry,
  CacheProvider,
  JsonObject,
  KeptValue,
  Milliseconds,
  SyncCacheProvider,
  Version,
} from '@modular-agent/cache-contract';
import type { Namespace } from '../entries/namespace.ts';
import type { Tick, VersionTable } from '../versions/version-table.ts';

/** Whether this process has received every message of the others. */
export interface Reception {
  readonly isListening: boolean;
  /** A number that moves on whenever messages may have been lost. */
  readonly era: number;
}

/** Returns a value as a provider keeps it: as a snapshot if the provider takes one, so that it makes no copy of its own. */
export function forProvider(provider: CacheProvider | undefined, value: Pick<KeptValue, 'read'>): unknown {
  return provider?.takesSnapshots?.(value) === true ? value : value.read();
}

/** The era of an entry that is served only while the shared tiers can't be read. */
export const unverifiedEra = -1;

/** Noted beside an entry in memory, in addition to its record. */
export interface LocalMarks {
  /** The cache object that wrote the entry: ticks and eras of another mean nothing to this one. */
  readonly instance: string;
  /** The version table's tick when the load or read of the entry began. */
  readonly begin: Tick;
  /** The era in which it began. */
  readonly era: number;
}

/** Metadata of an entry in memory, as memory hands it out: a hit reads it as it is, since a hit must cost little. */
export interface LocalMetadata {
  readonly i: string;
  readonly s: Tick;
  readonly r: number;
  readonly c: Milliseconds;
  readonly t?: Milliseconds;
  readonly k?: readonly string[];
  readonly e?: string;
  readonly q?: number;
}

/** An entry that this cache wrote into memory. */
export type LocalEntry = CacheEntry & { readonly metadata: LocalMetadata };

export function encodeLocal(record: JsonObject, { instance, begin, era }: LocalMarks): JsonObject {
  return { ...record, i: instance, s: begin, r: era };
}

/**
 * The tier in this process. It serves an entry without a round trip if this cache wrote it, no later invalidation arrived, and no
 * message can have been lost.
 */
export class LocalTier {
  readonly provider: SyncCacheProvider;
  readonly #instance: string;
  readonly #table: VersionTable;
  readonly #reception: Reception;

  constructor(provider: SyncCacheProvider, instance: string, table: VersionTable, reception: Reception) {
    this.provider = provider;
    this.#instance = instance;
    this.#table = table;
    this.#reception = reception;
  }

  get name(): string {
    return this.provider.name;
  }

  /** The marks of an entry whose load or read begins now. */
  begin(): LocalMarks {
    return { instance: this.#instance, begin: this.#table.now, era: this.#reception.era };
  }

  /** The entry, if this cache wrote it; whether it is fresh, valid, or not. */
  get(key: string): LocalEntry | undefined {
    let entry: CacheEntry | undefined;
    try {
      entry = this.provider.getEntrySync(key);
    } catch {
      return undefined;
    }
    return entry !== undefined && entry.metadata?.['i'] === this.#instance ? (entry as LocalEntry) : undefined;
  }

  /** Whether no invalidation that this process knows applies to the entry. */
  isValid({ s: begin, k: tags = [], e: epoch, q: sequence }: LocalMetadata, namespace: Namespace): boolean {
    if (begin >= this.#table.now) return true;
    const version: Version | undefined =
      epoch === undefined || sequence === undefined ? undefined : { epoch, sequence };
    return this.#table.isValidHere(begin, version, () => namespace.tagsOf(tags));
  }

  /** Whether no message about the entry can have been lost. */
  isTrusted({ r: era }: LocalMetadata): boolean {
    return this.#reception.isListening && era === this.#reception.era;
  }

  /** Keeps an entry in place of any other. If it can't be kept, nothing older stays in its place. */
  set(key: string, value: Pick<KeptValue, 'read'>, record: JsonObject, marks: LocalMarks, ttl: Milliseconds): void {
    try {
      this.provider.setSync(key, forProvider(this.provider, value), { ttl, metadata: encodeLocal(record, marks) });
    } catch {
      this.evict(key);
    }
  }

  evict(key: string): void {
    try {
      this.provider.deleteSync(key);
    } catch {
      // A provider that was closed has nothing to serve.
    }
  }
}
