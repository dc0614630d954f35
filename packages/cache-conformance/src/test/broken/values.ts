import { type CallOptions, CacheSerializationError } from '@modular-agent/cache-contract';
import { inspectValue } from '@modular-agent/cache-contract/provider';
import { copyValue, type ChangePart } from '../copy-value.ts';
import type { BrokenProvider } from './broken-provider.ts';

/** Loses something of the parts of a value. */
function loses(fault: string, kinds: string, change: ChangePart): BrokenProvider {
  return {
    fault,
    rules: { copyOut: (value) => copyValue(value, change) },
    caughtBy: [`values › ${kinds} come out as they went in`],
  };
}

const isPlain = (part: unknown): part is object => Object.prototype.toString.call(part) === '[object Object]';
const without = (part: object, drop: (name: string, item: unknown) => boolean): object =>
  Object.fromEntries(Object.entries(part).filter(([name, item]) => !drop(name, item)));

const brokenTypes: readonly BrokenProvider[] = [
  loses('rounds numbers to 32 bits', 'plain data', (part) => (typeof part === 'number' ? Math.fround(part) : part)),
  loses('hands out objects without a prototype', 'objects without a prototype, as ordinary ones,', (part) =>
    isPlain(part) ? Object.assign(Object.create(null) as object, part) : part,
  ),
  loses('makes texts of dates', 'dates', (part) => (part instanceof Date ? String(part) : part)),
  loses('makes null of invalid dates', 'invalid dates', (part) =>
    part instanceof Date && Number.isNaN(part.getTime()) ? null : part,
  ),
  loses('turns the order of maps around', 'maps', (part) =>
    part instanceof Map ? new Map([...part].toReversed()) : part,
  ),
  loses('makes arrays of sets', 'sets', (part) => (part instanceof Set ? [...part] : part)),
  loses('loses the flags of regular expressions', 'regular expressions', (part) =>
    part instanceof RegExp ? new RegExp(part, '') : part,
  ),
  loses('makes texts of URLs', 'URLs', (part) => (part instanceof URL ? part.href : part)),
  loses('makes numbers of BigInts', 'BigInts', (part) => (typeof part === 'bigint' ? Number(part) : part)),
  loses('makes null of NaN and the infinities', 'NaN and the infinities', (part) =>
    typeof part === 'number' && !Number.isFinite(part) ? null : part,
  ),
  loses('loses the sign of zero', 'negative zeros', (part) => (part === 0 ? 0 : part)),
  loses('drops properties that are undefined', 'undefined properties and items', (part) =>
    isPlain(part) ? without(part, (_, item) => item === undefined) : part,
  ),
  loses('makes null of undefined items', 'undefined properties and items', (part) =>
    Array.isArray(part) ? part.map((item: unknown) => (item === undefined ? null : item)) : part,
  ),
  loses('makes Buffers of Uint8Arrays', 'Uint8Arrays', (part) =>
    part instanceof Uint8Array ? Buffer.from(part) : part,
  ),
  loses('makes Uint8Arrays of Buffers', 'Buffers', (part) => (Buffer.isBuffer(part) ? Uint8Array.from(part) : part)),
  loses('loses the cause of errors', 'errors with name, message and cause', (part) => {
    if (part instanceof Error) delete part.cause;
    return part;
  }),
  loses('gives every error a cause', 'errors with name, message and cause', (part) =>
    part instanceof Error && !('cause' in part) ? Object.assign(part, { cause: undefined }) : part,
  ),
  loses('loses the class of errors', 'errors of built-in classes', (part) =>
    part instanceof Error
      ? Object.assign(new Error(part.message, 'cause' in part ? { cause: part.cause } : {}), { name: part.name })
      : part,
  ),
  loses('drops properties called __proto__', 'awkward property names', (part) =>
    isPlain(part) ? without(part, (name) => name === '__proto__') : part,
  ),
  loses('replaces lone surrogates', 'texts with lone surrogates', (part) =>
    typeof part === 'string' ? part.toWellFormed() : part,
  ),
  loses('cuts texts at a NUL', 'texts that look like something else', (part) =>
    typeof part === 'string' ? part.replace(/\0.*$/s, '') : part,
  ),
];

/** Providers that do not give back what was stored. */
export const brokenValues: readonly BrokenProvider[] = [
  ...brokenTypes,
  {
    fault: 'forgets the time of day in dates that are deep inside',
    rules: {
      copyOut: (value) =>
        copyValue(value, (part) => (part instanceof Date && part !== value ? new Date(part.setMilliseconds(0)) : part)),
    },
    caughtBy: ['values › any nesting of any types comes out as it went in'],
  },
  {
    fault: 'gives null for a miss',
    override: (provider) => ({
      get: async (key: string, options?: CallOptions) => (await provider.get(key, options)) ?? null,
    }),
    caughtBy: ['values › a miss is undefined, for every way to read'],
  },
  {
    fault: 'takes falsy values for a miss',
    override: (provider) => ({
      get: async (key: string, options?: CallOptions) => (await provider.get(key, options)) || undefined,
    }),
    caughtBy: ['null', '0', '""', 'false'].map((value) => `values › ${value} is a value, for every way to read`),
  },
  {
    fault: 'stores the whole memory behind a view',
    rules: {
      copyIn: (value) => (value instanceof Uint8Array ? new Uint8Array(value.buffer.slice(0)) : copyValue(value)),
    },
    caughtBy: ['values › views of a larger memory, and nothing beside them, come out as they went in'],
  },
  {
    fault: 'reads batches in another way than single keys',
    override: (provider) => ({
      getEntries: async (keys: Iterable<string>, options?: CallOptions) => {
        const entries = await provider.getEntries(keys, options);
        return new Map([...entries].map(([key, entry]) => [key, { ...entry, value: String(entry.value) }]));
      },
    }),
    caughtBy: ['values › batches and entries keep values as single calls do'],
  },
  {
    fault: 'cuts large texts',
    rules: {
      copyIn: (value) => copyValue(value, (part) => (typeof part === 'string' ? part.slice(0, 1_000_000) : part)),
    },
    caughtBy: ['values › a large text comes out as it went in'],
  },
  {
    fault: 'cuts large bytes',
    rules: {
      copyIn: (value) => copyValue(value, (part) => (part instanceof Uint8Array ? part.subarray(0, 65_536) : part)),
    },
    caughtBy: ['values › large bytes come out as they went in'],
  },
  {
    fault: 'keeps 100 levels only',
    rules: {
      checkValue: (value, place) => {
        inspectValue(value, place);
        if (depth(value) > 100) throw new CacheSerializationError('too deep', { ...place, path: 'value' });
      },
    },
    caughtBy: ['values › 500 levels of nesting come out as they went in'],
  },
  {
    fault: 'takes an object that is held twice for a cycle',
    rules: {
      checkValue: (value, place) => {
        inspectValue(value, place);
        const seen = new Set<unknown>();
        visit(value, (part) => {
          if (seen.has(part)) throw new CacheSerializationError('a cycle', { ...place, path: 'value' });
          seen.add(part);
        });
      },
    },
    caughtBy: ['values › an object that is held twice comes out at both places'],
  },
];

function visit(value: unknown, enter: (part: object) => void): void {
  if (typeof value !== 'object' || value === null) return;
  enter(value);
  if (isPlain(value) || Array.isArray(value)) for (const item of Object.values(value)) visit(item, enter);
}

function depth(value: unknown): number {
  if (typeof value !== 'object' || value === null || !(isPlain(value) || Array.isArray(value))) return 0;
  return 1 + Math.max(0, ...Object.values(value).map(depth));
}
