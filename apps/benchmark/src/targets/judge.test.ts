import { describe, expect, it } from 'vitest';
import type { RowResult } from '../run/results.ts';
import type { Sample } from '../workload/sample.ts';
import { judge, type Judgement } from './judge.ts';

const id = 'get/100-workers/text-100B';
const hit = 'cache-redis/get/100-workers/object-2kB';
const stampede = 'cache-redis/stampede/4-processes';

type Speeds = Readonly<Record<string, readonly (number | Partial<Sample>)[]>>;

/** @param speeds Entries of each round, or more about it. */
function row(speeds: Speeds, rowId: string = id): RowResult {
  const contenders = Object.entries(speeds).map(([name, rounds]) => ({
    name,
    samples: rounds.map((round) => {
      const sample = { operations: 10, elapsed: 1_000, failures: 0, misses: 0, cpu: 1 };
      return typeof round === 'number' ? { ...sample, operations: round } : { ...sample, ...round };
    }),
  }));
  return { id: rowId, title: 'get', group: 'get', workers: 100, contenders };
}

function judgementOf(judgements: readonly Judgement[], rowId: string, figure: string): Judgement | undefined {
  return judgements.find((one) => one.target.row === rowId && one.figure.name === figure);
}

/** @param loads Of each round. */
function judgementOfLoads(loads: readonly number[]): Judgement | undefined {
  const rounds = loads.map((count) => ({ loads: count }));
  return judgementOf(judge([row({ 'this project': rounds }, stampede)]), stampede, 'loads');
}

describe('a target', () => {
  it('holds when the median of the rounds reaches it, and falls short below', () => {
    const judgements = judge([
      row({ 'this project': [30, 28, 31], 'node-redis tuned': [20, 20, 20], 'node-redis': [20, 20, 20] }),
    ]);
    const of = (against: string) => judgements.find(({ target }) => target.row === id && target.against === against);
    expect(of('node-redis tuned')).toMatchObject({ verdict: 'holds', measured: { median: 1.5 } });
    expect(of('node-redis')).toMatchObject({ verdict: 'falls short' });
  });

  it('of being ahead is held against the fastest library', () => {
    const judgements = judge([row({ 'this project': [10], keyv: [8], bentocache: [9], 'node-redis': [20] })]);
    expect(judgements.at(-1)).toMatchObject({ against: 'bentocache', verdict: 'holds' });
  });

  it('of being ahead is not added to rows of the cache, which have their own', () => {
    const judgements = judge([row({ 'this project': [10], bentocache: [10] }, hit)]);
    const libraries = judgements.filter(({ target }) => target.row === hit && target.against === 'fastest library');
    expect(libraries).toMatchObject([{ target: { atLeast: 1.5 }, verdict: 'falls short' }]);
  });

  it.each([
    [1.4, 'holds'],
    [1.5, 'falls short'],
  ] as const)('of processor time holds up to its bound: %d times is %s', (times, verdict) => {
    const provider = [{ cpu: 10 }, { cpu: 10 }];
    const judgements = judge([
      row({ 'this project': [{ cpu: 10 * times }, { cpu: 10 * times }], 'Redis provider by hand': provider }, hit),
    ]);
    expect(judgementOf(judgements, hit, 'CPU')).toMatchObject({ verdict, measured: { median: times } });
  });

  it('of one load for all falls short if there were two in any round', () => {
    expect(judgementOfLoads([1, 1, 1])).toMatchObject({ verdict: 'holds', against: undefined });
    expect(judgementOfLoads([1, 2, 1])).toMatchObject({ verdict: 'falls short', measured: { median: 1 } });
  });

  it('is not measured without its row, or without whom it is against', () => {
    const judgements = judge([row({ 'this project': [10], keyv: [] })]);
    expect(new Set(judgements.map(({ verdict }) => verdict))).toEqual(new Set(['not measured']));
  });
});
