import { CacheOptionError } from '@modular-agent/cache-contract';
import { checkOptionNames } from '@modular-agent/cache-contract/provider';
import * as zlib from 'node:zlib';

type CompressionAlgorithm = 'brotli' | 'gzip' | 'zstd';

/** Which payloads are compressed, and how. */
export interface Compression {
  readonly algorithm: CompressionAlgorithm;
  /** Bytes from which on a payload is compressed. */
  readonly threshold: number;
  /** As the algorithm counts it. */
  readonly level: number;
}

/** How a compressed payload is told in an entry's header. A number is never given a second meaning. */
const codes: Readonly<Record<CompressionAlgorithm, number>> = { gzip: 1, brotli: 2, zstd: 3 };

/** In front of what was compressed: how many bytes that was. */
const lengthBytes = 4;

/** The quickest of each: a cache is written about as often as it is read. */
const defaultLevels: Readonly<Record<CompressionAlgorithm, number>> = { gzip: 1, brotli: 1, zstd: 1 };
const longestLevels: Readonly<Record<CompressionAlgorithm, number>> = { gzip: 9, brotli: 11, zstd: 22 };

/** 1 to 3, for the header. */
export function compressionCode({ algorithm }: Compression): number {
  return codes[algorithm];
}

/** The compressed bytes with the length of what they were; `undefined` where that is not shorter. O(bytes), in this turn. */
export function compress(bytes: Buffer, { algorithm, level }: Compression): Buffer | undefined {
  const compressed = compressors[algorithm](bytes, level);
  if (lengthBytes + compressed.length >= bytes.length) return undefined;
  const length = Buffer.allocUnsafe(lengthBytes);
  length.writeUInt32BE(bytes.length);
  return Buffer.concat([length, compressed]);
}

/**
 * What was compressed. Needs no more memory than the length that is told in front of it.
 *
 * @param most A larger length is refused.
 * @throws Error if it is none of that.
 */
export function decompress(code: number, bytes: Buffer, most: number): Buffer {
  const length = bytes.readUInt32BE(0);
  const algorithm = (Object.keys(codes) as CompressionAlgorithm[]).find((name) => codes[name] === code);
  if (algorithm === undefined || length > most) throw new RangeError('it is compressed in no known way');
  const plain = decompressors[algorithm](bytes.subarray(lengthBytes), { maxOutputLength: Math.max(1, length) });
  if (plain.length !== length) throw new RangeError('it has another length than it says');
  return plain;
}

const compressors: Readonly<Record<CompressionAlgorithm, (bytes: Buffer, level: number) => Buffer>> = {
  gzip: (bytes, level) => zlib.gzipSync(bytes, { level }),
  brotli: (bytes, level) =>
    zlib.brotliCompressSync(bytes, {
      params: {
        [zlib.constants.BROTLI_PARAM_QUALITY]: level,
        [zlib.constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
      },
    }),
  zstd: (bytes, level) => zlib.zstdCompressSync(bytes, { params: { [zlib.constants.ZSTD_c_compressionLevel]: level } }),
};

const decompressors: Readonly<Record<CompressionAlgorithm, (bytes: Buffer, options: zlib.ZlibOptions) => Buffer>> = {
  gzip: (bytes, options) => zlib.gunzipSync(bytes, options),
  brotli: (bytes, { maxOutputLength = 1 }) => zlib.brotliDecompressSync(bytes, { maxOutputLength }),
  zstd: (bytes, { maxOutputLength = 1 }) => zlib.zstdDecompressSync(bytes, { maxOutputLength }),
};

/** What may be said of compression. */
export interface CompressionOptions {
  /**
   * `brotli` was the quickest for payloads of up to some 10 kB and is in every Node.js; `zstd` for longer ones, from Node.js
   * 22.15 on; `gzip` is for what else reads the entries. Default: `brotli`.
   */
  readonly algorithm?: CompressionAlgorithm | undefined;
  /** Bytes of a payload from which on it is compressed. Default: 1,024. */
  readonly threshold?: number | undefined;
  /** `gzip` 1 to 9, `brotli` 0 to 11, `zstd` 1 to 22. Default: 1. */
  readonly level?: number | undefined;
}

/** @throws CacheOptionError that says what is accepted. */
export function readCompression(options: boolean | CompressionOptions | undefined): Compression | undefined {
  if (options === undefined || options === false) return undefined;
  if (options !== true && (typeof options !== 'object' || options === null)) {
    throw new CacheOptionError("compression must be true, false or { algorithm: 'brotli' }", { option: 'compression' });
  }
  checkOptionNames(options === true ? {} : options, ['algorithm', 'threshold', 'level']);
  const { algorithm = 'brotli', threshold = 1_024, level } = options === true ? {} : options;
  if (!Object.hasOwn(codes, algorithm)) throw error('algorithm', `must be one of ${Object.keys(codes).join(', ')}`);
  if (algorithm === 'zstd' && !('zstdCompressSync' in zlib))
    throw error('algorithm', 'zstd needs Node.js 22.15 or newer');
  if (!Number.isSafeInteger(threshold) || threshold < 0)
    throw error('threshold', 'must be a whole number of bytes, from 0');
  const longest = longestLevels[algorithm];
  const least = algorithm === 'brotli' ? 0 : 1;
  if (level !== undefined && !(Number.isInteger(level) && level >= least && level <= longest)) {
    throw error('level', `must be a whole number from ${least} to ${longest} for ${algorithm}`);
  }
  return Object.freeze({ algorithm, threshold, level: level ?? defaultLevels[algorithm] });
}

function error(option: string, what: string): CacheOptionError {
  return new CacheOptionError(`compression.${option} ${what}`, { option: `compression.${option}` });
}
