import type { EntryFormat } from '../codec/entry-format.ts';
import { readCompression } from '../formats/compression.ts';
import type { Serializer } from '../formats/serializer.ts';
import { optionError } from './option-error.ts';
import { readBoolean } from './read-option.ts';
import type { RedisCacheProviderOptions } from './redis-cache-provider-options.ts';

/** Ids below are this package's own formats. */
const leastId = 64;
const greatestId = 255;

/** How entries are written and read. @throws CacheOptionError */
export function readFormat(options: RedisCacheProviderOptions): EntryFormat {
  const { serializer, alsoReads = [] } = options;
  const decodes = readBoolean('decodeResponses', options.decodeResponses) ?? true;
  if (serializer !== undefined && !decodes) {
    throw optionError('serializer', 'is given beside decodeResponses: false, which takes bytes alone');
  }
  if (!Array.isArray(alsoReads)) throw optionError('alsoReads', 'must be a list of serializers');
  const readers = new Map<number, Serializer>();
  const all: readonly (readonly [string, Serializer])[] = [
    ...(serializer === undefined ? [] : [['serializer', serializer] as const]),
    ...(alsoReads as readonly Serializer[]).map((each, at) => [`alsoReads[${at}]`, each] as const),
  ];
  for (const [option, each] of all) {
    checkSerializer(option, each);
    const other = readers.get(each.id);
    if (other !== undefined && other !== each) throw optionError(option, `has the id ${each.id}, as ${other.name} has`);
    readers.set(each.id, each);
  }
  return Object.freeze({ decodes, serializer, readers, compression: readCompression(options.compression) });
}

function checkSerializer(option: string, serializer: unknown): void {
  const { takes, id, name, serialize, deserialize } = (serializer ?? {}) as Partial<Record<keyof Serializer, unknown>>;
  if (takes !== 'values' && takes !== 'data') throw optionError(option, "must have takes: 'values' or 'data'");
  const isId = typeof id === 'number' && Number.isInteger(id) && id >= leastId && id <= greatestId;
  if (!isId) throw optionError(option, `must have an id from 128 to ${greatestId}; below are this package's own`);
  if (typeof name !== 'string' || typeof serialize !== 'function' || typeof deserialize !== 'function') {
    throw optionError(option, 'must have a name, serialize and deserialize');
  }
}
