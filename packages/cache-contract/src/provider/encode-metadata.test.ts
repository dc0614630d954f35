import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../json.ts';
import { checkStamp } from './check-stamp.ts';
import { encodeMetadata } from './encode-metadata.ts';

const optionError = expect.objectContaining({ code: 'CACHE_OPTION' });

describe('encodeMetadata', () => {
  it('gives JSON, or nothing for none', () => {
    expect(encodeMetadata({ tags: ['a'], at: 1 })).toBe('{"tags":["a"],"at":1}');
    expect(encodeMetadata(undefined)).toBeUndefined();
  });

  it('keeps up to 4,096 bytes of UTF-8 and refuses more', () => {
    expect(encodeMetadata({ a: '漢'.repeat(1_362) })).toHaveLength(1_370);
    expect(() => encodeMetadata({ a: `${'漢'.repeat(1_362)}xyz` })).toThrow(optionError);
  });

  it.each<unknown>([
    { a: undefined },
    { a: new Date() },
    { a: NaN },
    { a: () => 1 },
    { [Symbol('s')]: 1 },
    ['a'],
    'a',
    null,
    5,
  ])('refuses what is no JSON object (%#)', (metadata) => {
    expect(() => encodeMetadata(metadata as JsonObject)).toThrow(optionError);
  });
});

it.each<[unknown, string]>([
  [{ model: 'x', user: undefined }, 'metadata.user is undefined'],
  [{ a: [1, NaN] }, 'metadata.a[1] is NaN'],
  [{ a: { b: new Date(0) } }, 'metadata.a.b is no plain data'],
  [{ a: -0 }, 'metadata.a is -0'],
  ['text', 'metadata is no object'],
])('says what in the metadata is no JSON (%#)', (metadata, problem) => {
  expect(() => encodeMetadata(metadata as JsonObject)).toThrow(`${problem}; metadata must be a plain JSON object`);
});

describe('checkStamp', () => {
  it.each([undefined, 0, 1, Number.MAX_SAFE_INTEGER])('accepts %s', (stamp) => {
    expect(() => checkStamp(stamp)).not.toThrow();
  });

  it.each([-1, 0.5, NaN, Infinity, 2 ** 53])('refuses %d', (stamp) => {
    expect(() => checkStamp(stamp)).toThrow(optionError);
  });
});
