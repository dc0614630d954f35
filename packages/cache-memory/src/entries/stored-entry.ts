import type { CacheEntry, JsonObject, Milliseconds, Stamp } from '@modular-agent/cache-contract';
import type { Snapshot } from '@modular-agent/cache-contract/provider';

/** An entry as it is kept. */
export interface StoredEntry {
  readonly value: Snapshot;
  readonly metadata: JsonObject | undefined;
  readonly stamp: Stamp | undefined;
  /** On the monotonic clock. */
  readonly expiresAt: Milliseconds;
  /** As estimated; 1 where nothing bounds them. */
  readonly bytes: number;
}

/** What a reader gets of its value. Costs a copy only of what could be changed. */
export function readValue(entry: StoredEntry): unknown {
  return entry.value.read();
}

/** What a reader gets of it all. */
export function readEntry(entry: StoredEntry): CacheEntry {
  return { value: readValue(entry), metadata: entry.metadata, stamp: entry.stamp };
}
