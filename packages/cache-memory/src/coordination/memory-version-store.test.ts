import { isValidAt } from '@modular-agent/cache-contract';
import { describe, expect, it } from 'vitest';
import { CallGate } from '../calls/call-gate.ts';
import { maxRememberedTags, MemoryVersionStore } from './memory-version-store.ts';

const create = (): MemoryVersionStore => new MemoryVersionStore(new CallGate('memory'));

describe('the versions of a cache', () => {
  it('begin a new epoch rather than remember tags without end', async () => {
    const versions = create();
    const before = await versions.read('answers', []);
    const tags = Array.from({ length: maxRememberedTags }, (_, index) => `tag ${index}`);
    expect(await versions.invalidate('answers', tags)).toEqual({ epoch: before.epoch, sequence: 1 });
    const mark = await versions.invalidate('answers', ['one more']);
    expect(mark.epoch).not.toBe(before.epoch);
    expect(isValidAt(before, [], await versions.read('answers', []))).toBe(false);
  });
});
