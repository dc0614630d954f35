import { Packr } from 'msgpackr';
import { messagePackOf } from './message-pack-of.ts';
import type { DataSerializer } from './serializer.ts';

/**
 * Entries as MessagePack (https://msgpack.org): about a tenth shorter than JSON for usual objects, and slower in JavaScript. For
 * stores where memory is what counts, beside or in place of compression.
 *
 * What is stored as text, bytes or a whole number stays as it is; types are kept as with the default.
 */
export function messagePack(): DataSerializer {
  return messagePackOf(Packr);
}
