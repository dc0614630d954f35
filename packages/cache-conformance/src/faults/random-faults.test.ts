import type { CacheProvider } from '@modular-agent/cache-contract';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { referenceTarget } from '../test/reference-target.ts';
import type { Fault, FaultPlan } from './fault.ts';
import { randomFaults } from './random-faults.ts';
import { withFaults } from './with-faults.ts';

const seed = fc.integer();

/** What befalls calls one after the other. */
function draw(plan: FaultPlan, count: number, operation = 'get'): readonly (Fault | undefined)[] {
  return Array.from({ length: count }, (_, index) => plan({ operation, subject: 'key', index }));
}

function kindsOf(faults: readonly (Fault | undefined)[]): ReadonlySet<Fault['kind'] | undefined> {
  return new Set(faults.map((fault) => fault?.kind));
}

describe('faults by chance', () => {
  it('are the same for the same seed', () => {
    const odds = { fail: 0.2, delay: 0.2, hang: 0.1, loseAnswer: 0.1, drop: 0.1, corrupt: 0.1 };
    fc.assert(
      fc.property(seed, (number) => {
        const [one, two] = [randomFaults({ ...odds, seed: number }), randomFaults({ ...odds, seed: number })];
        expect(draw(one, 50)).toEqual(draw(two, 50));
      }),
    );
  });

  it('are others for another seed', () => {
    const drawn = [1, 2, 3].map((number) => JSON.stringify(draw(randomFaults({ seed: number, delay: 1 }), 10)));
    expect(new Set(drawn).size).toBe(3);
  });

  it.each([
    ['fail', { fail: 1 }],
    ['delay', { delay: 1 }],
    ['hang', { hang: 1 }],
    ['lose-answer', { loseAnswer: 1 }],
    ['drop', { drop: 1 }],
    ['corrupt', { corrupt: 1 }],
    [undefined, {}],
  ])('befall every call if they are certain, and none if their odds are 0: %s', (kind, odds) => {
    expect(kindsOf(draw(randomFaults({ seed: 1, ...odds }), 200))).toEqual(new Set([kind]));
  });

  it('are as frequent as their odds', () => {
    const faults = draw(randomFaults({ seed: 1, fail: 0.1, drop: 0.3 }), 10_000);
    const count = (kind: Fault['kind']): number => faults.filter((fault) => fault?.kind === kind).length;
    expect(Math.abs(count('fail') - 1_000)).toBeLessThan(150);
    expect(Math.abs(count('drop') - 3_000)).toBeLessThan(150);
  });

  it('delay up to the longest delay, and up to 100 ms if none is given', () => {
    for (const [longestDelay, expected] of [
      [7, 7],
      [undefined, 100],
    ] as const) {
      const delays = draw(randomFaults({ seed: 1, delay: 1, longestDelay }), 1_000).map((fault) =>
        fault?.kind === 'delay' ? fault.milliseconds : NaN,
      );
      expect(Math.min(...delays)).toBeGreaterThanOrEqual(0);
      expect(Math.max(...delays)).toBeLessThanOrEqual(expected);
      expect(Math.max(...delays)).toBeGreaterThan(0.9 * expected);
    }
  });

  it('befall only the operations that are named, and do not depend on what is called between', () => {
    const odds = { seed: 1, fail: 0.5, operations: ['get'] };
    const [alone, among] = [randomFaults(odds), randomFaults(odds)];
    const found = Array.from({ length: 50 }, (_, index) => {
      expect(among({ operation: 'set', subject: 'key', index })).toBeUndefined();
      return among({ operation: 'get', subject: 'key', index });
    });
    expect(found).toEqual(draw(alone, 50));
  });

  it.each([
    [{ fail: -0.1 }],
    [{ fail: 1.1 }],
    [{ fail: 0.6, drop: 0.6 }],
    [{ hang: NaN }],
    [{ fail: 1.5, drop: -0.5 }],
    [{ delay: 1, longestDelay: -1 }],
    [{ delay: 1, longestDelay: NaN }],
  ])('are refused if their odds are none: %j', (odds) => {
    expect(() => randomFaults({ seed: 1, ...odds })).toThrow(RangeError);
  });

  it('may add up to 1 with the errors of floating point', () => {
    const odds = { fail: 0.1, delay: 0.2, hang: 0.3, loseAnswer: 0.1, drop: 0.2, corrupt: 0.1 };
    expect(() => randomFaults({ seed: 1, ...odds })).not.toThrow();
  });
});

type Act = readonly [operation: 'set' | 'delete', key: string, value: number];

const acts = fc.array(fc.tuple(fc.constantFrom('set', 'delete'), fc.constantFrom('a', 'b', 'c'), fc.nat()), {
  maxLength: 40,
});

async function perform(provider: CacheProvider, [operation, key, value]: Act): Promise<void> {
  if (operation === 'set') await provider.set(key, value);
  else await provider.delete(key);
}

describe('a store behind faults by chance', () => {
  it('holds what was done by calls that ended well or lost their answers, and by no other', async () => {
    const work = fc.asyncProperty(seed, acts, async (number, list: readonly Act[]) => {
      const { provider: real } = await referenceTarget().create({});
      const { provider: expected } = await referenceTarget().create({});
      const faulty = withFaults(real, randomFaults({ seed: number, fail: 0.3, loseAnswer: 0.3 }));
      for (const act of list) {
        const failure: unknown = await perform(faulty, act).catch((error: unknown) => error);
        const isDone = failure === undefined || (failure as { outcome?: unknown }).outcome === 'unknown';
        if (isDone) await perform(expected, act);
      }
      const keys = ['a', 'b', 'c'];
      expect(await real.getMany(keys)).toEqual(await expected.getMany(keys));
    });
    await fc.assert(work);
  });
});
