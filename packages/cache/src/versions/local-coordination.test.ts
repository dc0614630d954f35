import { describe, expect, it } from 'vitest';
import { LocalCoordination } from './local-coordination.ts';

describe('the history of a process on its own', () => {
  it('tells only what was invalidated since', async () => {
    const { versions } = new LocalCoordination();
    await versions.invalidate('answers', ['first']);
    const since = await versions.readSince('answers', undefined);
    expect([...since.invalidatedAt.keys()]).toEqual(['first']);
    await versions.invalidate('answers', ['second', 'third']);
    const delta = await versions.readSince('answers', since);
    expect([...delta.invalidatedAt.keys()].toSorted()).toEqual(['second', 'third']);
    expect(delta.completeSince).toBeLessThanOrEqual(since.sequence);
    expect((await versions.readSince('answers', delta)).invalidatedAt.size).toBe(0);
  });

  it('tells that a delta is not complete past its bound, and finds each tag by a lookup', async () => {
    const { versions } = new LocalCoordination();
    const before = await versions.readSince('answers', undefined);
    const tags = Array.from({ length: 20_000 }, (_, index) => `tag ${index}`);
    for (const tag of tags) await versions.invalidate('answers', [tag]);
    const delta = await versions.readSince('answers', before);
    expect(delta.invalidatedAt.size).toBeLessThan(10_000);
    expect(delta.completeSince).toBeGreaterThan(before.sequence);
    const found = await versions.read('answers', tags);
    const sequences = tags.map((tag) => found.invalidatedAt.get(tag) ?? 0);
    expect(Math.min(...sequences)).toBeGreaterThan(before.sequence);
    const newest = [...found.invalidatedAt].filter(([, at]) => at > delta.completeSince);
    expect(new Map(newest)).toEqual(delta.invalidatedAt);
  });
});
