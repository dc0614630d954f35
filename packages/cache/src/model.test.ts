import { describe, expect, it } from 'vitest';
import { useFakeTime } from './test/fake-time.ts';
import { faultKinds, type Counts } from './test/model/faults.ts';
import { History } from './test/model/history.ts';

const isDeep = process.env['TEST_DEPTH'] === 'deep';
/** Any number by hand: `INTERLEAVINGS=100000 npx vitest run src/model.test.ts`. One seed alone: `SEED=123`. */
const interleavings = Number(process.env['INTERLEAVINGS'] ?? (isDeep ? 20_000 : 2_000));
/** CI repeats the same histories, so that a red run is about the change; elsewhere each run explores others. */
const firstSeed = process.env['CI'] === 'true' ? 1 : Math.floor(Math.random() * 1e9);
const seeds =
  process.env['SEED'] === undefined
    ? Array.from({ length: interleavings }, (_, index) => firstSeed + index)
    : [Number(process.env['SEED'])];
console.log(`${seeds.length} interleavings, the first with SEED=${seeds[0]}`);

useFakeTime();

/** How often each kind of step happens, in parts. */
const parts: Readonly<Record<string, number>> = {
  get: 4,
  getMany: 2,
  load: 4,
  'forced load': 1,
  'failing load': 1,
  set: 3,
  setMany: 1,
  delete: 2,
  expire: 2,
  invalidate: 2,
  clear: 1,
  abort: 1,
  crash: 1,
  loss: 1,
  recovery: 1,
  eviction: 1,
  'lost lease': 1,
  flushall: 1,
  outage: 1,
  time: 3,
};
const operations = Object.entries(parts).flatMap(([name, part]) => Array.from({ length: part }, () => name));

describe('of many interleavings of what processes do', () => {
  it('none gives a value that had been replaced, or loses a wake-up', { timeout: 600_000 }, async () => {
    const counts: Counts = new Map();
    for (const seed of seeds) {
      const history = new History(seed, { operations, steps: 12, isTroubled: true, counts });
      expect(await history.run(), `SEED=${seed}`).toEqual([]);
    }
    if (seeds.length < 2_000) return;
    const kinds = [...Object.keys(parts), ...faultKinds.map((fault) => `fault ${fault}`), 'pending'];
    expect(kinds.filter((kind) => (counts.get(kind) ?? 0) < 20)).toEqual([]);
  });

  it('none loads a key twice where all processes live and nothing is replaced', { timeout: 600_000 }, async () => {
    for (const seed of seeds) {
      const counts: Counts = new Map();
      const history = new History(seed, {
        operations: ['get', 'load', 'load', 'load'],
        steps: 8,
        isTroubled: false,
        isCold: true,
        counts,
      });
      expect(await history.run(), `SEED=${seed}`).toEqual([]);
      expect(history.operations.mostLoading, `SEED=${seed}`).toBeLessThanOrEqual(1);
    }
  });
});
