import { isValidAt } from '@modular-agent/cache-contract';
import { describe, expect, it } from 'vitest';
import { CallGate } from '../calls/call-gate.ts';
import { MemoryBackplane } from './memory-backplane.ts';
import { MemoryVersionStore } from './memory-version-store.ts';
import { maxRememberedTags } from './version-history.ts';

const create = (): MemoryVersionStore => {
  const gate = new CallGate('memory');
  return new MemoryVersionStore(gate, new MemoryBackplane(gate));
};

const tagsOf = (name: string, count: number): string[] =>
  Array.from({ length: count }, (_, index) => `${name} ${index}`);

describe('the versions of a cache', () => {
  it('forget the oldest tenth rather than remember tags without end', async () => {
    const versions = create();
    const before = await versions.read('answers', []);
    const old = await versions.invalidate('answers', tagsOf('old', maxRememberedTags / 10));
    const kept = await versions.invalidate('answers', tagsOf('kept', (9 * maxRememberedTags) / 10));
    expect((await versions.read('answers', [])).floor).toBe(0);
    const last = await versions.invalidate('answers', ['one more']);
    const snapshot = await versions.read('answers', ['old 0', 'kept 0', 'kept 1', 'one more']);
    expect(last.epoch).toBe(before.epoch);
    expect(snapshot.floor).toBe(kept.sequence);
    expect(snapshot.invalidatedAt.has('old 0')).toBe(false);
    expect(snapshot.invalidatedAt.get('one more')).toBe(last.sequence);
    expect(isValidAt(old, [], snapshot)).toBe(false);
    expect(isValidAt(kept, ['old 0', 'kept 0'], snapshot)).toBe(true);
  });
});

describe('a delta', () => {
  it('holds everything above the point that it is complete since, and at most 8,192 tags', async () => {
    const versions = create();
    const start = await versions.read('answers', []);
    const sequences = new Map<string, number>();
    for (let round = 0; round < 60; round++) {
      const tags = tagsOf(`round ${round % 40}`, round % 7 === 0 ? 1_000 : 200);
      const { sequence } = await versions.invalidate('answers', tags);
      for (const tag of tags) sequences.set(tag, sequence);
      for (const since of [undefined, start, { ...start, sequence: sequence - 1 }, { ...start, sequence }]) {
        const delta = await versions.readSince('answers', since);
        const expected = [...sequences].filter(([, at]) => at > delta.completeSince);
        expect(new Map(delta.invalidatedAt)).toEqual(new Map(expected));
        expect(delta.invalidatedAt.size).toBeLessThanOrEqual(8_192);
      }
      const step = await versions.readSince('answers', { ...start, sequence: sequence - 1 });
      expect([step.completeSince, step.invalidatedAt.size]).toEqual([sequence - 1, tags.length]);
    }
    expect((await versions.readSince('answers', start)).completeSince).toBeGreaterThan(start.sequence);
  });

  it('is empty after an invalidation of more tags than it can hold', async () => {
    const versions = create();
    const { sequence } = await versions.invalidate('answers', tagsOf('tag', 8_193));
    const delta = await versions.readSince('answers', undefined);
    expect([delta.completeSince, delta.invalidatedAt.size]).toEqual([sequence, 0]);
  });
});
