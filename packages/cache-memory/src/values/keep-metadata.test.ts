import type { JsonObject } from '@modular-agent/cache-contract';
import { encodeMetadata } from '@modular-agent/cache-contract/provider';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { keepMetadata } from './keep-metadata.ts';

const outcomeOf = (work: () => unknown): unknown => {
  try {
    return { kept: work() };
  } catch (error) {
    return { refused: (error as Error).message };
  }
};

const overJson = (metadata: JsonObject): unknown => JSON.parse(encodeMetadata(metadata) ?? 'null');

const odd = fc.constantFrom<unknown>(
  -0, Number.NaN, Infinity, undefined, 1n, new Date(0), () => 1, [1], ['a', , 'b'], Object.assign(['a'], { named: 'b' }), // oxlint-disable-line no-sparse-arrays
  Object.assign([], { toJSON: () => 1 }), { toJSON: () => 1 }, new (class extends Array {})(), [['a']], { inner: [] },
); // oxfmt-ignore

const text = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.nat(800).map((length) => '\0'.repeat(length)),
);
const part = fc.oneof(fc.jsonValue({ maxDepth: 1 }), text, fc.array(text, { maxLength: 5 }), fc.double(), odd);
const metadataOf = fc.dictionary(fc.oneof(fc.string(), fc.constantFrom('__proto__', 'toJSON')), part, { maxKeys: 6 });

describe('metadata', () => {
  it('is kept as JSON would keep it, and refused exactly if JSON text of it is', () => {
    fc.assert(
      fc.property(metadataOf, (metadata) => {
        const whole = metadata as JsonObject;
        expect(outcomeOf(() => keepMetadata(whole, {}))).toStrictEqual(outcomeOf(() => overJson(whole)));
      }),
      { numRuns: 2_000 },
    );
  });

  it('is a frozen copy', () => {
    const metadata = { tags: ['a'], ttl: 5 };
    const kept = keepMetadata(metadata, {});
    expect(Object.isFrozen(kept) && Object.isFrozen(kept?.['tags'])).toBe(true);
    metadata.tags.push('b');
    expect(kept).toEqual({ tags: ['a'], ttl: 5 });
  });
});
