import { CacheOptionError } from '@modular-agent/cache-contract';

/**
 * What ends the part of a key in Redis that this package writes. No prefix holds one, so that what stands before a key's
 * first `|` tells whose it is: no provider's keys can begin with another's prefix and mark, whatever the prefixes are.
 */
const separator = '|';

/** What lies under a prefix, apart from each other. */
const valueMark = `v${separator}`;
/** Values whose names say which slot of a Cluster they belong to. */
const groupedMark = `g${separator}`;
const scriptMark = `s${separator}`;
const groupedScriptMark = `r${separator}`;
const backplaneMark = `b${separator}`;
const versionsMark = `t${separator}`;
const leaseMark = `l${separator}`;
const entryLeaseMark = `e${separator}`;

/** @throws CacheOptionError if it can't be told from other prefixes. */
export function checkKeyPrefix(prefix: unknown): string {
  if (typeof prefix === 'string' && prefix.isWellFormed() && !prefix.includes(separator)) return prefix;
  const found = typeof prefix === 'string' ? JSON.stringify(prefix.slice(0, 80)) : typeof prefix;
  throw new CacheOptionError(`keyPrefix is ${found}; give well-formed text without '${separator}'`, {
    option: 'keyPrefix',
  });
}

/** The names that a provider's entries have in Redis. */
export interface KeySpace {
  /** `agent:cache:v|user:42` for `user:42`. */
  valueKey(key: string): string;
  /** A name as values have, of no value. */
  readonly anyName: string;
  /** The key of which this is the `valueKey`. */
  keyOf(name: string): string;
  /** What SCAN must match to find every value, and nothing else. */
  readonly valuePattern: string;
  /** `agent:cache:s|count` for what scripts call `count`. */
  scriptKey(key: string): string;
  /** `agent:cache:b|forgotten` for `forgotten`. */
  channelName(channel: string): string;
  /** `agent:cache:t|answers` for the versions of the cache `answers`. */
  versionsKey(cache: string): string;
  /** `agent:cache:l|rebuild` for the lease `rebuild`. */
  leaseKey(key: string): string;
  /** `agent:cache:e|`, with which the leases of entries begin. */
  readonly entryLeases: string;
}

/** How names are made. */
export interface KeySpaceOptions {
  readonly keyPrefix: string;
  /** The text that keys share which are to lie in one slot of a Cluster. */
  readonly slot: ((key: string) => string | undefined) | undefined;
}

export function keySpace({ keyPrefix: prefix, slot }: KeySpaceOptions): KeySpace {
  const values = prefix + (slot === undefined ? valueMark : groupedMark);
  const scripts = prefix + (slot === undefined ? scriptMark : groupedScriptMark);
  return {
    valueKey: slot === undefined ? (key) => values + key : (key) => `${values}{${checkTag(slot(key))}}${key}`,
    anyName: values,
    keyOf: (name) => name.slice(slot === undefined ? values.length : name.indexOf('}', values.length) + 1),
    valuePattern: `${values.replaceAll(/[\\*?[\]]/g, String.raw`\$&`)}*`,
    scriptKey: slot === undefined ? (key) => scripts + key : (key) => `${scripts}{${checkTag(slot(key))}}${key}`,
    channelName: (channel) => prefix + backplaneMark + channel,
    versionsKey: (cache) => prefix + versionsMark + cache,
    leaseKey: (key) => prefix + leaseMark + key,
    entryLeases: prefix + entryLeaseMark,
  };
}

/** @throws CacheOptionError if it can't be told where it ends. */
function checkTag(tag: unknown = ''): string {
  if (typeof tag === 'string' && tag.isWellFormed() && !tag.includes('}')) return tag;
  throw new CacheOptionError("slot gave no well-formed text without '}'", { option: 'slot' });
}
