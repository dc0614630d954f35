import {
  parseDuration,
  type EntryOptions,
  type JsonObject,
  type Milliseconds,
  type Stamp,
} from '@modular-agent/cache-contract';
import { checkOptions, checkStamp, type ErrorPlace } from '@modular-agent/cache-contract/provider';
import { keepMetadata } from '../values/keep-metadata.ts';

/** Entry options, read. */
export interface EntrySettings {
  readonly ttl: Milliseconds;
  readonly metadata: JsonObject | undefined;
  readonly stamp: Stamp | undefined;
}

/** @throws CacheOptionError if an option can't be meant. */
export function readEntryOptions(
  options: EntryOptions | undefined,
  defaults: EntrySettings,
  place: ErrorPlace,
): EntrySettings {
  if (options === undefined) return defaults;
  checkOptions(options, place);
  const { ttl, metadata, stamp } = options;
  checkStamp(stamp, place);
  return {
    ttl: ttl === undefined ? defaults.ttl : parseDuration(ttl, 'ttl', place),
    metadata: keepMetadata(metadata, place) ?? defaults.metadata,
    stamp: stamp ?? defaults.stamp,
  };
}
