import { CacheOptionError } from '@modular-agent/cache-contract';

/**
 * What ends the part of a key in Redis that this package writes. No prefix holds one, so that what stands before a key's
 * first `|` tells whose it is: no provider's keys can begin with another's prefix and mark, whatever the prefixes are.
 */
const separator = '|';

/** What lies under a prefix, apart from each other. Further kinds (locks, versions) get letters of their own. */
const valueMark = `v${separator}`;
const backplaneMark = `b${separator}`;

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
  /** What SCAN must match to find every value, and nothing else. */
  readonly valuePattern: string;
  /** `agent:cache:b|forgotten` for `forgotten`. */
  channelName(channel: string): string;
}

export function keySpace(prefix: string): KeySpace {
  const values = prefix + valueMark;
  return {
    valueKey: (key) => values + key,
    valuePattern: `${values.replaceAll(/[\\*?[\]]/g, String.raw`\$&`)}*`,
    channelName: (channel) => prefix + backplaneMark + channel,
  };
}
