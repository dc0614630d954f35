import fc from 'fast-check';
import { cacheableError } from './cacheable-error.ts';
import { cacheableText } from './cacheable-text.ts';

/** What `cacheableValue` makes. */
export interface CacheableValueOptions {
  /** How deep objects, arrays, maps, sets and causes may be nested. Default: 4. */
  readonly maxDepth?: number;
}

/**
 * Any value that the contract promises to keep: every type that it names, in any nesting, with awkward names and text.
 * Never `undefined` itself, which can't be stored.
 */
export function cacheableValue(options: CacheableValueOptions = {}): fc.Arbitrary<unknown> {
  const nesting = { maxDepth: options.maxDepth ?? 4, depthSize: 'small', withCrossShrink: true } as const;
  const short = { maxLength: 6 };
  const { value } = fc.letrec<{ value: unknown; holder: unknown }>((tie) => ({
    value: fc.oneof(nesting, { weight: 2, arbitrary: leaf() }, { weight: 1, arbitrary: tie('holder') }),
    holder: fc.oneof(
      { weight: 3, arbitrary: fc.array(tie('value'), short) },
      // Now and then without a prototype.
      { weight: 3, arbitrary: fc.dictionary(propertyName, tie('value'), { maxKeys: 6 }) },
      { weight: 1, arbitrary: fc.array(fc.tuple(tie('value'), tie('value')), short).map((pairs) => new Map(pairs)) },
      { weight: 1, arbitrary: fc.array(tie('value'), short).map((items) => new Set(items)) },
      { weight: 1, arbitrary: cacheableError(tie('value')) },
    ),
  }));
  return value.filter((each) => each !== undefined);
}

const propertyName = fc.oneof(
  { weight: 2, arbitrary: fc.string({ maxLength: 5 }) },
  { weight: 1, arbitrary: cacheableText() },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      '__proto__',
      'constructor',
      'prototype',
      '',
      'a.b',
      'a\\.b',
      'json',
      'meta',
      '0',
      'length',
    ),
  },
);

function leaf(): fc.Arbitrary<unknown> {
  return fc.oneof(
    fc.constantFrom(null, true, false, 0, -0, '', NaN, Infinity, -Infinity),
    fc.constant(undefined),
    fc.double(),
    fc.integer(),
    fc.bigInt(),
    cacheableText(),
    fc.date(),
    fc.constant(NaN).map((time) => new Date(time)),
    fc.uint8Array({ maxLength: 20 }),
    fc.uint8Array({ maxLength: 20 }).map((bytes) => Buffer.from(bytes)),
    fc.webUrl({ withFragments: true, withQueryParameters: true }).map((url) => new URL(url)),
    fc.constantFrom(...patterns).map(([source, flags]) => new RegExp(source, flags)),
  );
}

const patterns: readonly (readonly [source: string, flags: string])[] = [
  ['', ''],
  ['^[^/]+\\/(?<year>\\d{4})$', 'giu'],
  ['/', 'm'],
  ['\n/', 'd'],
  ['😀', 'v'],
  ['"\\\\', 'sy'],
];
