import type { Stamp } from '@modular-agent/cache-contract';
import { crc32 } from 'node:zlib';

/**
 * Every entry begins with 20 bytes; numbers are big-endian:
 *
 * | at | bytes | what                                                                     |
 * | -- | ----- | ------------------------------------------------------------------------ |
 * | 0  | 2     | CA C5, which no UTF-8 text begins with                                   |
 * | 2  | 1     | version of this layout: 1                                                |
 * | 3  | 1     | 0                                                                        |
 * | 4  | 4     | CRC-32 of everything behind it                                           |
 * | 8  | 1     | format of the payload                                                    |
 * | 9  | 1     | flags: bit 0 = there is a stamp; bits 1 and 2 = how the payload is         |
 * |    |       | compressed; a reader refuses bits that it can't read                      |
 * | 10 | 2     | length of the metadata                                                   |
 * | 12 | 8     | stamp, 0 if there is none                                                |
 * | 20 |       | metadata: `FlatMetadata`, or JSON (an object; in `[]`: as superjson);    |
 * |    |       | then the payload                                                         |
 *
 * The first two bytes, bit 0 of the flags and the stamp stay where they are in every version, so that a stamp is heeded
 * also by a release that can't read the rest.
 */
export const headerBytes = 20;
export const magic = 0xcac5;
const stampFlag = 1;
const compressionShift = 1;
const compressionFlags = 6;
export const flagsOffset = 9;
export const stampOffset = 12;

const version = 1;
const checksumOffset = 4;
const coveredOffset = 8;
const formatOffset = 8;
const metadataLengthOffset = 10;

/** What a half of a stamp can be at most, plus one. */
const half = 2 ** 32;

export interface EntryHeader {
  /** A `PayloadFormat`, or the id of a serializer. */
  readonly format: number;
  /** How the payload is compressed; 0 if it is not. */
  readonly compression: number;
  readonly stamp: Stamp | undefined;
  readonly metadataLength: number;
}

/** Writes the header of an entry whose metadata and payload are already in place: the checksum covers them. */
export function writeHeader(
  memory: Buffer,
  start: number,
  end: number,
  { format, compression, stamp, metadataLength }: EntryHeader,
): void {
  memory[start] = magic >> 8;
  memory[start + 1] = magic & 255;
  memory[start + 2] = version;
  memory[start + 3] = 0;
  memory[start + formatOffset] = format;
  memory[start + flagsOffset] = (stamp === undefined ? 0 : stampFlag) | (compression << compressionShift);
  memory[start + metadataLengthOffset] = metadataLength >> 8;
  memory[start + metadataLengthOffset + 1] = metadataLength & 255;
  // In halves: a BigInt costs as much as all the rest.
  memory.writeUInt32BE(stamp === undefined ? 0 : Math.floor(stamp / half), start + stampOffset);
  memory.writeUInt32BE(stamp === undefined ? 0 : stamp % half, start + stampOffset + 4);
  memory.writeUInt32BE(crc32(memory.subarray(start + coveredOffset, end)), start + checksumOffset);
}

/** Reads an entry's header, or `undefined` if these bytes are no whole entry that this release can read. */
export function readHeader(entry: Buffer): EntryHeader | undefined {
  if (entry.length < headerBytes || entry.readUInt16BE(0) !== magic) return undefined;
  if (entry[2] !== version || entry[3] !== 0) return undefined;
  if (entry.readUInt32BE(checksumOffset) !== crc32(entry.subarray(coveredOffset))) return undefined;
  const format = entry[formatOffset] ?? 0;
  const flags = entry[flagsOffset] ?? 0;
  const metadataLength = entry.readUInt16BE(metadataLengthOffset);
  if ((flags & ~(stampFlag | compressionFlags)) !== 0) return undefined;
  if (headerBytes + metadataLength > entry.length) return undefined;
  const stamp = (flags & stampFlag) === 0 ? undefined : readStamp(entry);
  if (stamp !== undefined && !Number.isSafeInteger(stamp)) return undefined;
  return { format, compression: (flags & compressionFlags) >> compressionShift, stamp, metadataLength };
}

function readStamp(entry: Buffer): number {
  return entry.readUInt32BE(stampOffset) * half + entry.readUInt32BE(stampOffset + 4);
}
