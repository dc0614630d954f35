/** A cache or a client, behind calls that are the same for all. What it can't do is absent. */
export interface Contender {
  /** The value, or undefined. */
  readonly get: (key: string) => unknown;
  /** Stores for an hour. */
  readonly set: (key: string, value: unknown) => unknown;
  /** As many values as there are keys, if all are there. */
  readonly getMany?: (keys: readonly string[]) => Promise<readonly unknown[] | ReadonlyMap<string, unknown>>;
  /** Stores each for an hour. */
  readonly setMany?: (entries: readonly Entry[]) => Promise<unknown>;
  /** The value that is there; else what the loader gives, which is stored for an hour. */
  readonly getOrSet?: (key: string, load: () => unknown) => unknown;
  /** The same as `get`, at once. */
  readonly getSync?: (key: string) => unknown;
  /** The same as `set`, at once. */
  readonly setSync?: (key: string, value: unknown) => unknown;
  /** Resolves once everything that was loaded or set is stored. Absent if calls wait for that. */
  readonly settle?: () => Promise<unknown>;
  readonly close: () => Promise<unknown>;
}

type Entry = readonly [key: string, value: unknown];

/** What a contender is opened with. */
export interface ContenderSettings {
  /** The server with the contender's own logical database. Empty for contenders in memory. */
  readonly url: string;
  /** Strings are stored by raw clients as they are; anything else is encoded. */
  readonly values: 'text' | 'objects';
  /** Is throughput measured? Then a contender with a deadline gives each call 5 s, as long as node-redis does. */
  readonly isPatient: boolean;
  /** The maximum number of entries in the memory of a cache over Redis. 0: Redis is its only tier. */
  readonly memoryEntries: number;
}

/** Opens a contender, connected and ready. Nothing it does later ends the process. */
export type OpenContender = (settings: ContenderSettings) => Promise<Contender>;

/** Milliseconds: how long every entry lives. */
export const timeToLive = 3_600_000;
