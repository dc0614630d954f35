import {
  checkKey,
  parseDuration,
  type BatchEntry,
  type CallOptions,
  type Duration,
  type JsonObject,
  type Milliseconds,
  type Stamp,
} from '@modular-agent/cache-contract';
import {
  callTimeout,
  checkOptions,
  checkSignal,
  checkStamp,
  encodeMetadata,
  inspectValue,
  listEntries,
  listKeys,
  type ErrorPlace,
} from '@modular-agent/cache-contract/provider';
import { copyValue } from './copy-value.ts';

/** Each thing that the reference provider does right, so that a test can have one of them done wrong. */
export interface ReferenceRules {
  readonly checkKey: (key: string, provider: string) => void;
  readonly checkValue: (value: unknown, place: ErrorPlace) => void;
  readonly checkStamp: (stamp: Stamp | undefined, place: ErrorPlace) => void;
  readonly listKeys: (keys: Iterable<string>, place: ErrorPlace) => readonly string[];
  readonly listEntries: (entries: Iterable<BatchEntry>, place: ErrorPlace) => readonly BatchEntry[];
  readonly checkOptions: (options: object | undefined, place: ErrorPlace) => void;
  readonly checkSignal: (options: CallOptions | undefined, place: ErrorPlace) => void;
  readonly checkTimeout: (options: CallOptions | undefined, place: ErrorPlace) => void;
  readonly readTtl: (ttl: Duration, place: ErrorPlace) => Milliseconds;
  readonly encodeMetadata: (metadata: JsonObject | undefined, place: ErrorPlace) => string | undefined;
  readonly decodeMetadata: (text: string) => JsonObject;
  readonly copyIn: (value: unknown) => unknown;
  readonly copyOut: (value: unknown) => unknown;
  readonly storeKey: (prefix: string, key: string) => string;
  readonly isExpired: (expiresAt: Milliseconds, now: Milliseconds) => boolean;
  readonly isRefused: (present: Stamp | undefined, stamp: Stamp) => boolean;
}

export const referenceRules: ReferenceRules = {
  checkKey,
  checkValue: inspectValue,
  checkStamp,
  listKeys,
  listEntries,
  checkOptions,
  checkSignal: (options, place) => checkSignal(options?.signal, place),
  checkTimeout: (options, place) => callTimeout(options, 1_000, place),
  readTtl: (ttl, place) => parseDuration(ttl, 'ttl', place),
  encodeMetadata,
  decodeMetadata: (text) => Object.freeze(JSON.parse(text) as JsonObject),
  copyIn: (value) => copyValue(value),
  copyOut: (value) => copyValue(value),
  storeKey: (prefix, key) => `${prefix}:${key}`,
  isExpired: (expiresAt, now) => now >= expiresAt,
  isRefused: (present, stamp) => present !== undefined && present > stamp,
};
