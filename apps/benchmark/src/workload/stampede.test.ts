import { expect, it } from 'vitest';
import type { Contender } from '../contenders/contender.ts';
import { stampede } from './stampede.ts';

const plain: Contender = { get: () => undefined, set: () => undefined, close: async () => undefined };

it('counts every loader call of a contender that does not coalesce', async () => {
  const sample = await stampede({ ...plain, getOrSet: (_, load) => load() }, 'value', 5, 1)?.();
  expect(sample).toMatchObject({ operations: 5, loads: 5, misses: 0, failures: 0, latency: { count: 5 } });
});

it('uses one key per round', async () => {
  const flights = new Map<string, unknown>();
  const getOrSet: Contender['getOrSet'] = (key, load) => {
    if (!flights.has(key)) flights.set(key, load());
    return flights.get(key);
  };
  const round = stampede({ ...plain, getOrSet }, 'value', 5, 1);
  expect(await round?.()).toMatchObject({ operations: 5, loads: 1 });
  expect(await round?.()).toMatchObject({ operations: 5, loads: 1 });
});

it('returns undefined for a contender without getOrSet', () => {
  expect(stampede(plain, 'value', 5, 1)).toBeUndefined();
});
