import { CacheOptionError } from '@modular-agent/cache-contract';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { gzipSync } from 'node:zlib';
import { compress, compressionCode, decompress, readCompression, type Compression } from './compression.ts';

const most = 64 * 1_024 * 1_024;
const algorithms = (['brotli', 'gzip', 'zstd'] as const).map(
  (algorithm) => readCompression({ algorithm }) as Compression,
);

describe.each(algorithms)('$algorithm', (compression) => {
  const code = compressionCode(compression);

  it('gives back what it made shorter, and leaves the rest alone', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('a', 'b', '漢'), maxLength: 2_000 }), (text) => {
        const bytes = Buffer.from(text);
        const compressed = compress(bytes, compression);
        expect(compressed === undefined || compressed.length < bytes.length).toBe(true);
        expect((compressed === undefined ? bytes : decompress(code, compressed, most)).toString()).toBe(text);
      }),
    );
    expect(compress(Buffer.from('short'), compression)).toBeUndefined();
  });

  it('refuses bytes that are cut, changed or none of its own, and never gives other ones', () => {
    const bytes = Buffer.from('a text that repeats itself '.repeat(100));
    const compressed = compress(bytes, compression) as Buffer;
    for (let length = 0; length < compressed.length; length++) {
      expect(() => decompress(code, compressed.subarray(0, length), most)).toThrow(Error);
    }
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (foreign) => {
        expect(() => decompress(code, Buffer.from(foreign), most)).toThrow(Error);
      }),
    );
  });

  it('grows to no more than it says, nor than an entry may have', () => {
    const bomb = compress(Buffer.alloc(100_000_000), compression) as Buffer;
    expect(() => decompress(code, bomb, most)).toThrow(RangeError);
    bomb.writeUInt32BE(1_000);
    expect(() => decompress(code, bomb, most)).toThrow(RangeError);
  });
});

describe('compression', () => {
  it('is by brotli from 1,024 bytes on where nothing else is said', () => {
    expect(readCompression(true)).toEqual({ algorithm: 'brotli', threshold: 1_024, level: 1 });
    expect(readCompression(undefined)).toBeUndefined();
    expect(readCompression(false)).toBeUndefined();
  });

  it.each([
    ['zstd', "must be true, false or { algorithm: 'brotli' }"],
    [null, 'must be true, false'],
    [{ treshold: 4 }, 'treshold is no option'],
    [{ algorithm: 'lz4' }, 'must be one of gzip, brotli, zstd'],
    [{ threshold: -1 }, 'must be a whole number of bytes'],
    [{ algorithm: 'gzip', level: 10 }, 'from 1 to 9 for gzip'],
    [{ algorithm: 'zstd', level: 0.5 }, 'from 1 to 22 for zstd'],
  ])('refuses %j', (options, message) => {
    const read = (): unknown => readCompression(options as Parameters<typeof readCompression>[0]);
    expect(read).toThrow(CacheOptionError);
    expect(read).toThrow(message);
  });

  it('refuses to read what was compressed in another way than it says', () => {
    const bytes = Buffer.concat([Buffer.from([0, 0, 0, 5]), gzipSync('hello')]);
    expect(decompress(1, bytes, most).toString()).toBe('hello');
    for (const code of [0, 2, 3, 4]) expect(() => decompress(code, bytes, most)).toThrow(Error);
  });
});
