import { CacheOptionError } from '../errors/cache-option-error.ts';
import { CacheSerializationError } from '../errors/cache-serialization-error.ts';
import type { JsonObject } from '../json.ts';
import type { ErrorPlace } from '../errors/error-place.ts';
import { maxDepth, shortenPath } from './explain-unsupported.ts';
import { inspectValue } from './inspect-value.ts';
import { valueKind } from './value-kind.ts';

/** The most metadata an entry can have, in bytes of JSON as UTF-8. */
export const maxMetadataBytes = 4_096;

/**
 * Metadata as JSON text, or `undefined` for none.
 *
 * @throws CacheOptionError if it is no JSON object, or longer than 4 KiB.
 */
export function encodeMetadata(metadata: JsonObject | undefined, place: ErrorPlace = {}): string | undefined {
  if (metadata === undefined) return undefined;
  const problem = valueKind(metadata) === 'object' ? findProblem(metadata, 'metadata', 1) : 'metadata is no object';
  if (problem !== undefined) {
    throw new CacheOptionError(`${problem}; metadata must be a plain JSON object`, { ...place, option: 'metadata' });
  }
  const text = JSON.stringify(metadata);
  const size = text.length * 3 <= maxMetadataBytes ? 0 : Buffer.byteLength(text);
  if (size <= maxMetadataBytes) return text;
  throw new CacheOptionError(`metadata is ${size} bytes of JSON; at most ${maxMetadataBytes} are kept`, {
    ...place,
    option: 'metadata',
  });
}

/** What JSON would lose or change, and where. */
function findProblem(value: unknown, path: string, depth: number): string | undefined {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return undefined;
  if (typeof value === 'number' && Number.isFinite(value)) return Object.is(value, -0) ? `${path} is -0` : undefined;
  const kind = valueKind(value);
  if (kind !== 'object' && kind !== 'array')
    return `${path} is ${kind === 'primitive' ? nameOf(value) : 'no plain data'}`;
  if (depth > maxDepth) return `${shortenPath(path)} is nested too deep, or holds itself`;
  try {
    if (inspectValue(value) === 'json') return undefined;
  } catch (error) {
    if (!CacheSerializationError.isInstance(error)) throw error;
  }
  for (const [name, inner] of Object.entries(value as object)) {
    const problem = findProblem(inner, kind === 'array' ? `${path}[${name}]` : `${path}.${name}`, depth + 1);
    if (problem !== undefined) return problem;
  }
  return `${path} is no plain data`;
}

/** What a primitive is that JSON has not. Not the value itself: no error shows one. */
function nameOf(value: unknown): string {
  if (typeof value === 'bigint') return 'a BigInt';
  if (value === undefined) return 'undefined';
  return Number.isNaN(value) ? 'NaN' : 'infinite';
}
