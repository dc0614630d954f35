import { checkMessagePack } from './check-message-pack.ts';
import type { DataSerializer } from './serializer.ts';

/** What is used of msgpackr's `Packr`. */
export type PackrClass = new (options: { readonly useRecords: boolean; readonly variableMapSize: boolean }) => {
  pack(data: unknown): Uint8Array;
  unpack(bytes: Uint8Array): unknown;
};

/** As many as entries of any format may have. */
const mostItems = 2_000_000;

export function messagePackOf(Packr: PackrClass): DataSerializer {
  // Without records every entry can be read by itself, in any language.
  const packr = new Packr({ useRecords: false, variableMapSize: true });
  return Object.freeze({
    takes: 'data',
    id: 64,
    name: 'MessagePack',
    serialize: (data: unknown) => packr.pack(data),
    deserialize: (bytes: Uint8Array) => {
      checkMessagePack(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), mostItems);
      return packr.unpack(bytes);
    },
  });
}
