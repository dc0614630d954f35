import { CacheSerializationError, type ErrorPlace } from '@modular-agent/cache-contract';
import { inspectValue, valueKind } from '@modular-agent/cache-contract/provider';
import { hasEscapedNames } from './escaped-names.ts';
import { payloadFormat, type PayloadFormat } from './payload-format.ts';
import { parseRich, stringifyRich } from './rich-values.ts';

/** A value, ready to be written: bytes as they are, everything else as text that becomes UTF-8. */
export interface Payload {
  readonly format: PayloadFormat;
  readonly content: string | Uint8Array;
}

/**
 * Chooses the format for a value: the plainest that keeps it.
 *
 * @param decodes `false`: only bytes are taken.
 * @throws CacheSerializationError if the value can't be kept.
 */
export function encodePayload(value: unknown, decodes: boolean, place: ErrorPlace): Payload {
  if (valueKind(value) === 'bytes') {
    const content = value as Uint8Array;
    return { format: Buffer.isBuffer(content) ? payloadFormat.buffer : payloadFormat.bytes, content };
  }
  if (!decodes) {
    throw new CacheSerializationError('value is no Uint8Array; with decodeResponses: false nothing else is stored', {
      ...place,
      path: 'value',
    });
  }
  // UTF-8 has no lone surrogates; JSON escapes them.
  if (typeof value === 'string' && value.isWellFormed()) return { format: payloadFormat.text, content: value };
  if (inspectValue(value, place) === 'json') {
    const content = JSON.stringify(value);
    if (!hasEscapedNames(value, content)) return { format: payloadFormat.json, content };
  }
  return { format: payloadFormat.superjson, content: stringifyRich(value) };
}

/**
 * Reads a payload.
 *
 * @throws Error of any class if it is not what its format says; `undefined` stands for nothing readable too.
 */
export function decodePayload(format: PayloadFormat, bytes: Buffer, decodes: boolean): unknown {
  if (format === payloadFormat.bytes) return new Uint8Array(bytes);
  if (format === payloadFormat.buffer) return Buffer.from(bytes);
  if (!decodes) return undefined;
  if (format === payloadFormat.text) return bytes.toString();
  if (format === payloadFormat.json) return JSON.parse(bytes.toString());
  return parseRich(bytes.toString());
}
