import { checkKey, parseDuration, type EntryOptions, type Milliseconds } from '@modular-agent/cache-contract';
import { checkStamp } from '@modular-agent/cache-contract/provider';
import type { Call } from '../calls/call.ts';
import { encodeEntry } from '../codec/encode-entry.ts';
import type { Content } from '../wire/command-arguments.ts';
import type { Store } from './store.ts';

/** An entry as it goes to Redis. */
export interface NewRecord {
  /** Its key in Redis. */
  readonly name: string;
  readonly entry: Buffer | Content;
  /** `Infinity`: without end. */
  readonly ttl: Milliseconds;
}

/** What can be said of a write before its value is encoded. @throws CacheKeyError or CacheOptionError. */
export function checkWrite(call: Call, key: string, options: EntryOptions | undefined): void {
  const place = { provider: call.provider, key };
  checkKey(key, call.provider);
  if (options?.ttl !== undefined) parseDuration(options.ttl, 'ttl', place);
  checkStamp(options?.stamp, place);
}

/** @throws CacheKeyError, CacheOptionError, CacheSerializationError or CacheEntryTooLargeError; nothing was sent then. */
export function newRecord(
  store: Store,
  call: Call,
  key: string,
  value: unknown,
  options: EntryOptions | undefined,
): NewRecord {
  checkKey(key, call.provider);
  const place = { provider: call.provider, key };
  const ttl = options?.ttl === undefined ? store.defaultTtl : parseDuration(options.ttl, 'ttl', place);
  const entry = encodeEntry({ value, metadata: options?.metadata, stamp: options?.stamp }, store.format, place);
  return { name: store.keySpace.valueKey(key), entry, ttl };
}
