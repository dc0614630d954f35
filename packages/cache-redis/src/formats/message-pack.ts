import { Packr } from 'msgpackr';
import { checkMessagePack } from './check-message-pack.ts';
import type { DataSerializer } from './serializer.ts';

/** As many as entries of any format may have. */
const mostItems = 2_000_000;

/**
 * Entries as MessagePack (https://msgpack.org): about a tenth shorter than JSON for usual objects, and slower in JavaScript. For
 * stores where memory is what counts, beside or in place of compression.
 *
 * What is stored as text, bytes or a whole number stays as it is; types are kept as with the default.
 */
export function messagePack(): DataSerializer {
  // Without records every entry can be read by itself, in any language.
  const packr = new Packr({ useRecords: false, variableMapSize: true });
  return Object.freeze({
    takes: 'data',
    id: 64,
    name: 'MessagePack',
    serialize: (data: unknown) => packr.pack(data),
    deserialize: (bytes: Uint8Array) => {
      checkMessagePack(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), mostItems);
      return packr.unpack(bytes) as unknown;
    },
  });
}
