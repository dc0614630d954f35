import { crc32 } from 'node:zlib';
import { toBuffer } from '../../wire/command-arguments.ts';
import { encodeEntry } from '../encode-entry.ts';
import { headerBytes } from '../header.ts';
import { usual } from '../../test/entry-formats.ts';

/** Makes the checksum right again. */
export function seal(entry: Buffer): Buffer {
  entry.writeUInt32BE(crc32(entry.subarray(8)), 4);
  return entry;
}

/** A well-formed entry with this payload. */
export function forge(format: number, content: string | Buffer, metadataLength = 0): Buffer {
  const bytes = typeof content === 'string' ? Buffer.from(content) : content;
  const empty = toBuffer(encodeEntry({ value: '', metadata: undefined, stamp: undefined }, usual, {}));
  const entry = Buffer.concat([empty.subarray(0, headerBytes), bytes]);
  entry.writeUInt8(format, 8);
  entry.writeUInt16BE(metadataLength, 10);
  return seal(entry);
}
