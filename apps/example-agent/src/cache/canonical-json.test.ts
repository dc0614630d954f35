import { describe, expect, it } from 'vitest';
import { canonicalJson, NotCanonicalError } from './canonical-json.ts';

describe('canonicalJson', () => {
  it('does not depend on the order of keys, nor on members that are undefined', () => {
    expect(canonicalJson({ b: { d: 1, c: 2 }, a: undefined })).toBe(canonicalJson({ b: { c: 2, d: 1 } }));
  });

  it('depends on the order of an array', () => {
    expect(canonicalJson([1, 2])).not.toBe(canonicalJson([2, 1]));
  });

  it('has a form of its own for every value that JSON mixes up', () => {
    const values: unknown[] = [
      null,
      undefined,
      0,
      -0,
      '0',
      0n,
      Number.NaN,
      'NaN',
      Infinity,
      -Infinity,
      false,
      'false',
      [],
      {},
      '',
      [undefined],
      [null],
      ['a,b'],
      ['a', 'b'],
      { a: '1,b:2' },
      { a: '1', b: '2' },
      new Date(0),
      'Date(0)',
      new Date(Number.NaN),
      new URL('http://a/'),
      'http://a/',
      new Uint8Array([1]),
      new Uint8Array([2]),
      new Map([['a', 1]]),
      new Set(['a']),
      { a: 1 },
    ];
    expect(new Set(values.map((value) => canonicalJson(value))).size).toBe(values.length);
  });

  it.each([
    ['a function', () => 1],
    ['a symbol', Symbol('x')],
    ['an instance', new AbortController()],
    ['a RegExp', /x/],
  ])('refuses %s, wherever it stands', (_, value) => {
    expect(() => canonicalJson({ deep: [value] })).toThrow(NotCanonicalError);
  });

  it('refuses a cycle instead of running out of stack', () => {
    const cycle: unknown[] = [];
    cycle.push(cycle);
    expect(() => canonicalJson(cycle)).toThrow(NotCanonicalError);
  });
});
