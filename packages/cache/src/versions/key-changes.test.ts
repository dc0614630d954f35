import { expect, it } from 'vitest';
import { KeyChanges } from './key-changes.ts';

it('remembers the keys that changed last, and takes the others for changed', () => {
  const changes = new KeyChanges();
  const start = changes.now;
  changes.note('first');
  const since = changes.now;
  expect(changes.isUnchanged('first', start)).toBe(false);
  expect(changes.isUnchanged('first', since)).toBe(true);
  for (let index = 0; index < 50_000; index++) changes.note(`key ${index}`);
  expect(changes.isUnchanged('first', since)).toBe(true);
  expect(changes.isUnchanged('key 7', since)).toBe(false);
  for (let index = 0; index < 100_000; index++) changes.note(`more ${index}`);
  expect(changes.isUnchanged('other', since)).toBe(false);
  expect(changes.isUnchanged('other', changes.now)).toBe(true);
});
