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
  try {
    return { format: payloadFormat.superjson, content: stringifyRich(value) };
  } catch (error) {
    throw new CacheSerializationError('value could not be written; store plain data', {
      ...place,
      path: 'value',
      cause: error,
    });
  }
}

/** Text that is shorter can't be nested so deeply that walking it runs out of stack. */
const longText = 4_096;

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
  const text = bytes.toString();
  const value: unknown = format === payloadFormat.json ? JSON.parse(text) : parseRich(text);
  // What no provider would have taken is nobody's entry: too deep, or an array with holes.
  if (format !== payloadFormat.json || text.length > longText) inspectValue(value);
  return value;
}
