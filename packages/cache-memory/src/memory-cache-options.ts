import { CacheOptionError, parseDuration, type Duration, type Milliseconds } from '@modular-agent/cache-contract';
import { checkOptionNames } from '@modular-agent/cache-contract/provider';

/** How a `MemoryCacheProvider` is set up. */
export interface MemoryCacheOptions {
  /** What errors, statistics and logs call it. Default: `'memory'`. */
  readonly name?: string | undefined;
  /**
   * The most entries it holds; the least recently used make room. 1 to 8,388,608. Default: 1,000.
   *
   * Room for the list of them, about 32 bytes each, is taken at once.
   */
  readonly maxEntries?: number | undefined;
  /** The most bytes that all entries together may take, as estimated. Default: no bound, and nothing is estimated. */
  readonly maxBytes?: number | undefined;
  /** The most bytes that one entry may take, as estimated. Default: `maxBytes`. */
  readonly maxEntryBytes?: number | undefined;
  /** How long an entry lives whose call does not say so. `Infinity` never expires. Default: 1 hour. */
  readonly defaultTtl?: Duration | undefined;
  /**
   * How often expired entries are freed though nobody asks for them; at most 24 days. The timer does not keep the process
   * alive. Default: never; an expired entry is freed when it is asked for, counted, or the least recently used.
   */
  readonly sweepInterval?: Duration | undefined;
}

/** Every option with its value. `Infinity` is no bound, and an interval that never ends. */
export interface MemoryCacheSettings {
  readonly name: string;
  readonly maxEntries: number;
  readonly maxBytes: number;
  readonly maxEntryBytes: number;
  readonly defaultTtl: Milliseconds;
  readonly sweepInterval: Milliseconds;
}

const optionNames: readonly (keyof MemoryCacheOptions)[] = [
  'name',
  'maxEntries',
  'maxBytes',
  'maxEntryBytes',
  'defaultTtl',
  'sweepInterval',
];

/** Half of what a `Map` of V8 can hold: it needs the other half while entries come and go. */
const mostEntries = 2 ** 23;

/** Node.js runs a timer of a longer interval at once, again and again. */
const longestInterval = 2 ** 31 - 1;

/** @throws CacheOptionError if one can't be meant; `option` names it. */
export function readMemoryCacheOptions(options: MemoryCacheOptions = {}): MemoryCacheSettings {
  checkOptionNames(options, optionNames);
  const maxBytes = readBound('maxBytes', options.maxBytes, Infinity);
  return Object.freeze({
    name: readName(options.name),
    maxEntries: readMaxEntries(options.maxEntries),
    maxBytes,
    maxEntryBytes: readMaxEntryBytes(options.maxEntryBytes, maxBytes),
    defaultTtl: parseDuration(options.defaultTtl ?? '1h', 'defaultTtl'),
    sweepInterval: readSweepInterval(options.sweepInterval),
  });
}

function readName(name: unknown = 'memory'): string {
  if (typeof name === 'string' && name !== '') return name;
  throw new CacheOptionError('name must be a string that is not empty', { option: 'name' });
}

function readMaxEntries(entries = 1_000): number {
  if (Number.isInteger(entries) && entries >= 1 && entries <= mostEntries) return entries;
  throw new CacheOptionError(`maxEntries is ${String(entries)}; give an integer from 1 to ${mostEntries}`, {
    option: 'maxEntries',
  });
}

function readBound(option: string, bytes: number | undefined, fallback: number): number {
  const bound = bytes ?? fallback;
  if (bound === Infinity || (Number.isSafeInteger(bound) && bound >= 1)) return bound;
  throw new CacheOptionError(`${option} is ${String(bound)}; give a positive integer, or leave it out for no bound`, {
    option,
  });
}

function readMaxEntryBytes(bytes: number | undefined, maxBytes: number): number {
  const bound = readBound('maxEntryBytes', bytes, maxBytes);
  if (bound <= maxBytes) return bound;
  throw new CacheOptionError(`maxEntryBytes is ${bound}, more than maxBytes (${maxBytes}); give at most that`, {
    option: 'maxEntryBytes',
  });
}

function readSweepInterval(duration: Duration = Infinity): Milliseconds {
  const interval = parseDuration(duration, 'sweepInterval');
  if (interval <= longestInterval || interval === Infinity) return interval;
  throw new CacheOptionError(
    `sweepInterval is ${interval} ms; a timer runs for at most ${longestInterval} ms (24 days)`,
    { option: 'sweepInterval' },
  );
}
