import { isValidAt } from '@modular-agent/cache-contract';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { CallGate } from '../calls/call-gate.ts';
import { maxRememberedTags, MemoryVersionStore } from './memory-version-store.ts';

const create = (): MemoryVersionStore => new MemoryVersionStore(new CallGate('memory'));

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

describe('the versions of a cache', () => {
  it('make an entry invalid whose tag was invalidated after its loader began, and no other', async () => {
    const versions = create();
    const before = await versions.read('answers', []);
    await versions.invalidate('answers', ['a', 'b']);
    const after = await versions.read('answers', ['a', 'b', 'c']);
    expect(isValidAt(before, ['a'], after)).toBe(false);
    expect(isValidAt(before, ['c'], after)).toBe(true);
    expect(isValidAt(after, ['a', 'b'], after)).toBe(true);
  });

  it('move on by one with every invalidation, also of no tag', async () => {
    const versions = create();
    const { epoch } = await versions.read('answers', []);
    expect(await versions.invalidate('answers', ['a'])).toEqual({ epoch, sequence: 1 });
    expect(await versions.invalidate('answers', [])).toEqual({ epoch, sequence: 2 });
    expect(await versions.invalidate('answers', ['a', 'a'])).toEqual({ epoch, sequence: 3 });
    expect(await versions.read('answers', ['a', 'x'])).toEqual({
      epoch,
      sequence: 3,
      invalidatedAt: new Map([['a', 3]]),
    });
  });

  it('know nothing of other caches, and no epoch is that of another', async () => {
    const versions = create();
    await versions.invalidate('answers', ['a']);
    const [answers, embeddings] = await Promise.all([versions.read('answers', []), versions.read('embeddings', ['a'])]);
    expect(embeddings).toMatchObject({ sequence: 0, invalidatedAt: new Map() });
    expect(embeddings.epoch).not.toBe(answers.epoch);
    expect((await create().read('answers', [])).epoch).not.toBe(answers.epoch);
  });

  it('hand out a picture that later invalidations do not change', async () => {
    const versions = create();
    const picture = await versions.read('answers', ['a']);
    await versions.invalidate('answers', ['a']);
    expect(picture).toMatchObject({ sequence: 0, invalidatedAt: new Map() });
  });

  it('forget the tags that were last invalidated longer ago than is said', async () => {
    const versions = create();
    await versions.invalidate('answers', ['again', 'old']);
    vi.advanceTimersByTime(1_000);
    await versions.invalidate('answers', ['again', 'new']);
    expect(await versions.prune('answers', Infinity)).toBe(0);
    expect(await versions.prune('answers', 1_000)).toBe(0);
    expect(await versions.prune('answers', 999)).toBe(1);
    const { sequence, invalidatedAt } = await versions.read('answers', ['old', 'again', 'new']);
    expect(sequence).toBe(2);
    expect([...invalidatedAt.keys()]).toEqual(['again', 'new']);
    expect(await versions.prune('unknown', 1)).toBe(0);
  });

  it('begin a new epoch rather than remember tags without end', async () => {
    const versions = create();
    const before = await versions.read('answers', []);
    const tags = Array.from({ length: maxRememberedTags }, (_, index) => `tag ${index}`);
    expect(await versions.invalidate('answers', tags)).toEqual({ epoch: before.epoch, sequence: 1 });
    const mark = await versions.invalidate('answers', ['one more']);
    expect(mark.epoch).not.toBe(before.epoch);
    expect(isValidAt(before, [], await versions.read('answers', []))).toBe(false);
  });

  it('refuse an age that can not be meant, and an aborted signal', async () => {
    const versions = create();
    await expect(versions.prune('answers', 0)).rejects.toMatchObject({ code: 'CACHE_OPTION', provider: 'memory' });
    const signal = AbortSignal.abort();
    await expect(versions.invalidate('answers', ['a'], { signal })).rejects.toMatchObject({ code: 'CACHE_ABORTED' });
    expect((await versions.read('answers', [])).sequence).toBe(0);
  });
});
