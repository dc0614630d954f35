import { describe, expect, it } from 'vitest';
import type { RowResult } from '../run/results.ts';
import { judge } from './judge.ts';

const id = 'get/100-workers/text-100B';

function row(speeds: Readonly<Record<string, readonly number[]>>): RowResult {
  const contenders = Object.entries(speeds).map(([name, operations]) => ({
    name,
    samples: operations.map((count) => ({ operations: count, elapsed: 1_000, failures: 0, misses: 0, cpu: 1 })),
  }));
  return { id, title: 'get', group: 'get', workers: 100, contenders };
}

describe('a target', () => {
  it('holds when the median of the rounds reaches it, and falls short below', () => {
    const judgements = judge([
      row({ 'this project': [30, 28, 31], 'node-redis tuned': [20, 20, 20], 'node-redis': [20, 20, 20] }),
    ]);
    const of = (against: string) => judgements.find(({ target }) => target.row === id && target.against === against);
    expect(of('node-redis tuned')).toMatchObject({ verdict: 'holds', ratio: { median: 1.5 } });
    expect(of('node-redis')).toMatchObject({ verdict: 'falls short' });
  });

  it('of being ahead is held against the fastest library', () => {
    const judgements = judge([row({ 'this project': [10], keyv: [8], bentocache: [9], 'node-redis': [20] })]);
    expect(judgements.at(-1)).toMatchObject({ against: 'bentocache', verdict: 'holds' });
  });

  it('is not measured without its row, or without whom it is against', () => {
    const judgements = judge([row({ 'this project': [10], keyv: [] })]);
    expect(new Set(judgements.map(({ verdict }) => verdict))).toEqual(new Set(['not measured']));
  });
});
