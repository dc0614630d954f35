import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cacheableValue } from '../arbitraries/cacheable-value.ts';
import { copyValue } from '../test/copy-value.ts';
import { assertSame } from './assert-same.ts';
import { findDifference } from './find-difference.ts';

class Marked extends Error {}

describe('findDifference', () => {
  it('finds none between a value and its copy, whatever the value', () => {
    fc.assert(
      fc.property(cacheableValue(), (value) => {
        expect(findDifference(copyValue(value), value, 'value')).toBeUndefined();
      }),
    );
  });

  it.each<[string, unknown, unknown]>([
    ['value is 0, not -0', 0, -0],
    ['value is null, not undefined', null, undefined],
    ['value is 1, not "1"', 1, '1'],
    ['value is 1, not 1', 1, 1n],
    ['value.a', { a: 0 }, { a: -0 }],
    ['value lacks the property "a"', {}, { a: undefined }],
    ['value has a property b', { a: 1, b: undefined }, { a: 1 }],
    ['value is no ordinary object', Object.create(null), {}],
    ['value is of the kind array, not object', [], {}],
    ['value[1] is a hole', [1, , 3], [1, undefined, 3]], // oxlint-disable-line no-sparse-arrays
    ['value has 1 items, not 2', [1], [1, undefined]],
    ['value is a Buffer', Buffer.of(1), Uint8Array.of(1)],
    ['value is no Buffer', Uint8Array.of(1), Buffer.of(1)],
    ['value holds other bytes', Uint8Array.of(1), Uint8Array.of(2)],
    ['value.getTime()', new Date(1), new Date(2)],
    ['value.getTime()', new Date(1), new Date(NaN)],
    ['value is of the kind primitive, not date', '1970-01-01T00:00:00.000Z', new Date(0)],
    ['value[0][0]', new Map([['b', 1]]), new Map([['a', 1]])],
    ['value[0]', new Set([1, 2]), new Set([2, 1])],
    ['String(value)', /a/, /a/i],
    ['String(value)', new URL('https://a.example'), new URL('https://b.example')],
    ['value goes on at 1', Object.assign(/a/g, { lastIndex: 1 }), /a/g],
    ['value.name', new Error('x'), Object.assign(new Error('x'), { name: 'QuotaError' })],
    ['value.message', new Error('x'), new Error('y')],
    ['value.cause', new Error('x', { cause: 1 }), new Error('x', { cause: 2 })],
    ['value has or lacks a cause', new Error('x'), new Error('x', { cause: undefined })],
    ['value is no instance of TypeError', Object.assign(new Error('x'), { name: 'TypeError' }), new TypeError('x')],
  ])('says %s', (difference, actual, expected) => {
    expect(findDifference(actual, expected, 'value')).toContain(difference.replace('value.a', 'value["a"]'));
  });

  it('takes no heed of stacks, of error classes of one’s own, of prototypes that were not there, of the order of names', () => {
    expect(findDifference(new Error('x'), new Marked('x'), 'value')).toBeUndefined();
    expect(findDifference({ a: 1 }, Object.assign(Object.create(null) as object, { a: 1 }), 'value')).toBeUndefined();
    expect(findDifference({ b: 1, a: 1 }, { a: 1, b: 1 }, 'value')).toBeUndefined();
  });
});

describe('assertSame', () => {
  it('throws an AssertionError that names the place', () => {
    expect(() => assertSame({ a: [1] }, { a: [2] }, 'answer')).toThrow(
      expect.objectContaining({ code: 'ERR_ASSERTION', message: 'answer["a"][0] is 1, not 2' }),
    );
    expect(() => assertSame({ a: [1] }, { a: [1] })).not.toThrow();
  });
});
