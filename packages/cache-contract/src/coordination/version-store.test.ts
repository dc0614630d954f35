import { describe, expect, it } from 'vitest';
import { isValidAt } from './version-store.ts';

const snapshot = { epoch: 'e1', sequence: 9, invalidatedAt: new Map([['a', 5]]), floor: 0 };

describe('isValidAt', () => {
  it.each([
    ['was marked after its tag was invalidated', { epoch: 'e1', sequence: 6 }, ['a'], true],
    ['was marked right at the invalidation', { epoch: 'e1', sequence: 5 }, ['a'], true],
    ['was marked before its tag was invalidated', { epoch: 'e1', sequence: 4 }, ['a'], false],
    ['has one invalidated tag among others', { epoch: 'e1', sequence: 4 }, ['b', 'a'], false],
    ['has tags that never were invalidated', { epoch: 'e1', sequence: 0 }, ['b'], true],
    ['has no tags', { epoch: 'e1', sequence: 0 }, [], true],
    ['is of another epoch', { epoch: 'e0', sequence: 100 }, [], false],
  ])('judges an entry that %s', (_, mark, tags, valid) => {
    expect(isValidAt(mark, tags, snapshot)).toBe(valid);
  });
});
