import { CacheSerializationError, type ErrorPlace } from '@modular-agent/cache-contract';
import { inspectValue } from '@modular-agent/cache-contract/provider';
import type { DataSerializer, Serializer, ValueSerializer } from '../formats/serializer.ts';
import { maxItems } from './max-items.ts';
import { isOddName } from './own-types.ts';
import { readRich, stringifyRich } from './rich-values.ts';

/** In front of a data serializer's bytes: is it the value itself, or a superjson result? */
const plain = 0;
const rich = 1;

/**
 * A value as a serializer writes it; `undefined` for what it does not take, and for what every format keeps as it is: text,
 * bytes and whole numbers.
 *
 * @throws CacheSerializationError if it can't be kept.
 */
export function serializeValue(value: unknown, serializer: Serializer, place: ErrorPlace): Buffer | undefined {
  if (ArrayBuffer.isView(value) || typeof value === 'string' || Number.isSafeInteger(value)) return undefined;
  return serializer.takes === 'data' ? ofData(value, serializer, place) : ofValue(value, serializer, place);
}

/**
 * Reads what a serializer has written.
 *
 * @throws Error of any class if it is not what it wrote; `undefined` stands for nothing readable too.
 */
export function deserializeValue(bytes: Buffer, serializer: Serializer): unknown {
  // A copy: what is read must not hold the whole of what the connection received.
  if (serializer.takes === 'values') return serializer.deserialize(Buffer.from(bytes));
  const data = serializer.deserialize(bytes.subarray(1));
  if (bytes[0] === plain) return inspectValue(data, {}, maxItems) === 'json' ? data : undefined;
  if (bytes[0] !== rich) return undefined;
  inspectValue(data, {}, maxItems);
  const value = readRich(data);
  inspectValue(value);
  return value;
}

function ofValue(value: unknown, serializer: ValueSerializer, place: ErrorPlace): Buffer | undefined {
  try {
    const bytes = serializer.serialize(value);
    // A copy: it may use its memory again.
    return bytes && Buffer.from(bytes);
  } catch (cause) {
    const text = cause instanceof Error ? cause.message : String(cause);
    throw new CacheSerializationError(`${serializer.name} could not write the value: ${text}`, {
      ...place,
      path: 'value',
      cause,
    });
  }
}

function ofData(value: unknown, serializer: DataSerializer, place: ErrorPlace): Buffer | undefined {
  const isPlain = inspectValue(value, place, maxItems) === 'json' && !hasOddNames(value);
  const data: unknown = isPlain ? value : JSON.parse(stringifyRich(value));
  // JSON has an escape for lone surrogates; UTF-8 has no way for them.
  return isWellFormed(data)
    ? Buffer.concat([Buffer.of(isPlain ? plain : rich), serializer.serialize(data)])
    : undefined;
}

function hasOddNames(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (Array.isArray(value)) return value.some(hasOddNames);
  return Object.entries(value).some(([name, item]) => isOddName(name) || hasOddNames(item));
}

function isWellFormed(data: unknown): boolean {
  if (typeof data === 'string') return data.isWellFormed();
  if (typeof data !== 'object' || data === null) return true;
  if (Array.isArray(data)) return data.every(isWellFormed);
  return Object.entries(data).every(([name, item]) => name.isWellFormed() && isWellFormed(item));
}
