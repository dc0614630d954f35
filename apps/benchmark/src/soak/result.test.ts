import { describe, expect, it } from 'vitest';
import { growthOf, problemsOf, type SoakResult } from './result.ts';

const minute = 60_000;

const sound: SoakResult = {
  startedAt: '2026-01-01T00:00:00.000Z',
  minutes: 10,
  server: 'redis 8.0.0',
  node: '24.0.0',
  kills: 600,
  samples: [],
  growth: 0.1,
  outcomes: { 'get: ok': 1 },
  faults: [],
  faultCount: 0,
  unreadable: 0,
  unhandled: [],
};

describe('the soak test', () => {
  it('passes when nothing is wrong', () => {
    expect(problemsOf(sound)).toEqual([]);
  });

  it.each([
    [{ growth: 1 }, '1.00 MB/min'],
    [{ growth: Number.NaN }, 'too few samples'],
    [{ faultCount: 1, faults: ['a holds b'] }, 'a holds b'],
    [{ unhandled: ['Error: lost'] }, 'Error: lost'],
    [{ unreadable: 2 }, '2 entries'],
    [{ died: 'interrupted' }, 'interrupted'],
  ])('fails with a word on %j', (wrong, word) => {
    expect(problemsOf({ ...sound, ...wrong }).join()).toContain(word);
  });

  it('takes the growth of memory after the first fifth', () => {
    const samples = Array.from({ length: 10 }, (_, index) => ({
      at: index * minute,
      heapUsed: index < 2 ? 500e6 : 10e6 + index * 2e6,
      external: 1e6,
    }));
    expect(growthOf(samples)).toBeCloseTo(2);
  });
});
