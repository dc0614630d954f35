import type { EntryFormat } from '../codec/entry-format.ts';
import { readCompression } from '../formats/compression.ts';
import { namedSerializer } from '../formats/named-serializer.ts';
import type { Serializer } from '../formats/serializer.ts';
import { optionError } from './option-error.ts';
import { readBoolean } from './read-option.ts';
import type { RedisCacheProviderOptions } from './redis-cache-provider-options.ts';

/** Ids below are this package's own formats. */
const leastId = 64;
const greatestId = 255;

/** How entries are written and read. @throws CacheOptionError */
export function readFormat(options: RedisCacheProviderOptions): EntryFormat {
  const { alsoReads = [] } = options;
  const decodes = readBoolean('decodeResponses', options.decodeResponses) ?? true;
  if (!Array.isArray(alsoReads)) throw optionError('alsoReads', 'must be a list of serializers');
  const serializer = readSerializer('serializer', options.serializer);
  if (serializer !== undefined && !decodes) {
    throw optionError('serializer', 'is given beside decodeResponses: false, which takes bytes alone');
  }
  const others = alsoReads.map((each: unknown, at) => readSerializer(`alsoReads[${at}]`, each));
  const readers = new Map<number, Serializer>();
  for (const [at, each] of [serializer, ...others].entries()) {
    const other = each && readers.get(each.id);
    // The same format may be said by its name and by its serializer.
    if (other !== undefined && other.name !== each?.name) {
      throw optionError(`alsoReads[${at - 1}]`, `has the id ${other.id}, as ${other.name} has`);
    }
    if (each !== undefined) readers.set(each.id, each);
  }
  return Object.freeze({ decodes, serializer, readers, compression: readCompression(options.compression) });
}

function readSerializer(option: string, serializer: unknown): Serializer | undefined {
  if (serializer === undefined) return undefined;
  if (serializer !== 'superjson' && serializer !== 'msgpack') {
    checkSerializer(option, serializer);
    return serializer as Serializer;
  }
  try {
    return namedSerializer(serializer);
  } catch {
    throw optionError(option, "is 'msgpack', which needs the package msgpackr: npm install msgpackr");
  }
}

function checkSerializer(option: string, serializer: unknown): void {
  const { takes, id, name, serialize, deserialize } = (serializer ?? {}) as Partial<Record<keyof Serializer, unknown>>;
  if (takes !== 'values' && takes !== 'data')
    throw optionError(option, "must be 'superjson', 'msgpack', or have takes: 'values' or 'data'");
  const isId = typeof id === 'number' && Number.isInteger(id) && id >= leastId && id <= greatestId;
  if (!isId) throw optionError(option, `must have an id from 128 to ${greatestId}; below are this package's own`);
  if (typeof name !== 'string' || typeof serialize !== 'function' || typeof deserialize !== 'function') {
    throw optionError(option, 'must have a name, serialize and deserialize');
  }
}
