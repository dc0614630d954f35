import type { CacheProblem } from '@modular-agent/cache';
import { expect, it } from 'vitest';
import { tellOutages } from './tell-outages.ts';

const outage: CacheProblem = {
  kind: 'tier-unavailable',
  cache: 'agent',
  tier: 'redis',
  key: undefined,
  message: 'redis is unavailable',
  cause: new Error('Redis at 127.0.0.1:1 refuses connections'),
};

function noticesOf(...problems: readonly CacheProblem[]): readonly string[] {
  const notices: string[] = [];
  const onProblem = tellOutages((notice) => notices.push(notice));
  for (const problem of problems) onProblem(problem);
  return notices;
}

it('notes which tier the cache does without, with the reason of its provider', () => {
  expect(noticesOf(outage)).toEqual(['The cache does without redis for now: Redis at 127.0.0.1:1 refuses connections']);
  expect(noticesOf({ ...outage, cause: undefined })).toEqual([
    'The cache does without redis for now: redis is unavailable',
  ]);
});

it('notes each tier once, whether it is unavailable or refuses calls', () => {
  const refused: CacheProblem = { ...outage, kind: 'tier-refused' };

  expect(noticesOf(outage, refused, outage)).toHaveLength(1);
  expect(noticesOf(refused, { ...outage, tier: 'disk' }, refused)).toHaveLength(2);
});

it('notes nothing of a value that could not be stored', () => {
  expect(noticesOf({ ...outage, kind: 'not-stored', key: 'question' })).toEqual([]);
});
