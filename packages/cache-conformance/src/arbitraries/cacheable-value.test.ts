import { inspectValue, valueKind, type ValueKind } from '@modular-agent/cache-contract/provider';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cacheableValue } from './cacheable-value.ts';

describe('cacheableValue', () => {
  it('makes only what the contract can keep', () => {
    fc.assert(
      fc.property(cacheableValue(), (value) => {
        expect(['json', 'plain', 'rich']).toContain(inspectValue(value));
      }),
    );
  });

  it('makes every type that the contract names, within a hundred lists of ten', () => {
    const seen = new Set<string>();
    for (const value of fc.sample(fc.array(cacheableValue(), { maxLength: 10 }), { numRuns: 100, seed: 1 }))
      note(value, seen);
    const kinds: readonly ValueKind[] = ['array', 'object', 'bytes', 'date', 'error', 'map', 'regexp', 'set', 'url'];
    const primitives = ['string', 'number', 'boolean', 'bigint', 'undefined', 'null', 'NaN', '-0', 'Infinity'];
    const special = [
      'Buffer',
      'Uint8Array',
      'Invalid Date',
      'TypeError',
      '__proto__',
      'lone surrogate',
      'no prototype',
    ];
    expect([...kinds, ...primitives, ...special].filter((each) => !seen.has(each))).toEqual([]);
  });
});

function note(value: unknown, seen: Set<string>): void {
  seen.add(value === null ? 'null' : typeof value);
  if (typeof value === 'number') seen.add(Object.is(value, -0) ? '-0' : String(value));
  if (typeof value === 'string' && !value.isWellFormed()) seen.add('lone surrogate');
  if (typeof value !== 'object' || value === null) return;
  seen.add(valueKind(value));
  seen.add(Object.getPrototypeOf(value) === null ? 'no prototype' : value.constructor.name);
  if (value instanceof Date && Number.isNaN(value.getTime())) seen.add('Invalid Date');
  if (Object.hasOwn(value, '__proto__')) seen.add('__proto__');
  const inside = value instanceof Map || value instanceof Set ? [...value].flat() : Object.values(value);
  if (!ArrayBuffer.isView(value)) for (const item of inside) note(item, seen);
}
