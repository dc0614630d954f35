import { describe, expect, it } from 'vitest';
import { sealValue, snapshotOfEntry } from './seal-value.ts';
import { Snapshot } from './snapshot.ts';
import { takeSnapshot } from './take-snapshot.ts';

describe('a sealed value', () => {
  it('is the same value, frozen, if it is plain', () => {
    const value = { list: [{ text: 'a' }, [1, null, undefined]], big: 1n };
    expect(sealValue(value)).toBe(value);
    for (const part of [value, value.list, ...value.list]) expect(Object.isFrozen(part)).toBe(true);
    for (const primitive of ['text', 0, null, false, 1n]) expect(sealValue(primitive)).toBe(primitive);
  });

  it('stays one that can be changed, if anything in it can be', () => {
    const value = { at: new Date(1) };
    const sealed = sealValue(value) as typeof value;
    sealed.at.setTime(2);
    expect(Object.isFrozen(sealed)).toBe(false);
    expect(Object.isFrozen(sealValue(Object.freeze(new Map([[1, new Date(1)]]))))).toBe(false);
  });
});

describe('the snapshot of what an entry store gave', () => {
  it('is the value itself if it is plain, and a copy for each reader if not', () => {
    const plain = sealValue({ list: [1] });
    expect(snapshotOfEntry(plain).read()).toBe(plain);
    const rich = sealValue({ at: new Date(1) });
    const snapshot = snapshotOfEntry(rich);
    expect(snapshot.read()).toEqual(rich);
    expect(snapshot.read()).not.toBe(snapshot.read());
  });
});

describe('a snapshot', () => {
  it('is taken of no snapshot again', () => {
    const snapshot = takeSnapshot({ list: [1] }, {});
    expect(takeSnapshot(snapshot, {})).toBe(snapshot);
    expect([Snapshot.isInstance(snapshot), Snapshot.isInstance({ copy: 1, isRich: false })]).toEqual([true, false]);
  });
});
