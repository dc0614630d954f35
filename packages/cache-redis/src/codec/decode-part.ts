import { decompress } from '../formats/compression.ts';
import type { EntryFormat } from './entry-format.ts';
import { maxEntryBytes } from './max-entry-bytes.ts';
import { decodePayload } from './payload.ts';
import { isPayloadFormat } from './payload-format.ts';
import { deserializeValue } from './serialized-value.ts';

/** How a payload is stored. */
interface PayloadForm {
  readonly format: number;
  /** 0: not compressed. */
  readonly compression: number;
}

/**
 * Reads the payload that goes from `start` to the end of these bytes.
 *
 * @throws Error of any class if it is not what its format says; `undefined` stands for nothing readable too.
 */
export function decodePart(
  { format, compression }: PayloadForm,
  bytes: Buffer,
  start: number,
  entryFormat: EntryFormat,
): unknown {
  return compression === 0
    ? decodeValue(format, bytes, start, entryFormat)
    : decodeValue(format, decompress(compression, bytes.subarray(start), maxEntryBytes), 0, entryFormat);
}

function decodeValue(format: number, entry: Buffer, start: number, { decodes, readers }: EntryFormat): unknown {
  if (isPayloadFormat(format)) return decodePayload(format, entry, start, decodes);
  const reader = decodes ? readers.get(format) : undefined;
  return reader && deserializeValue(entry.subarray(start), reader);
}
