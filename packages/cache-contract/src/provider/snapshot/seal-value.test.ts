import { describe, expect, it } from 'vitest';
import { sealValue } from './seal-value.ts';
import { Snapshot } from './snapshot.ts';
import { takeSnapshot } from './take-snapshot.ts';

describe('a sealed value', () => {
  it('is the same value, frozen, if it is plain', () => {
    const value = { list: [{ text: 'a' }, [1, null, undefined]], big: 1n };
    expect(sealValue(value).read()).toBe(value);
    for (const part of [value, value.list, ...value.list]) expect(Object.isFrozen(part)).toBe(true);
    for (const primitive of ['text', 0, null, false, 1n]) expect(sealValue(primitive).read()).toBe(primitive);
  });

  it('is a copy for each reader if anything in it can be changed, also where it is frozen', () => {
    for (const value of [{ at: new Date(1) }, Object.freeze({ at: new Date(1) }), Object.freeze([new Map([[1, 2]])])]) {
      const snapshot = sealValue(value);
      const [one, other] = [snapshot.read(), snapshot.read()] as { at: Date }[];
      expect([one, snapshot.isRich]).toEqual([value, true]);
      expect(one).not.toBe(other);
    }
    const snapshot = sealValue(takeSnapshot({ at: new Date(1) }, {}).read());
    (snapshot.read() as { at: Date }).at.setTime(2);
    expect(snapshot.read()).toEqual({ at: new Date(1) });
  });
});

describe('a snapshot', () => {
  it('is taken of no snapshot again', () => {
    const snapshot = takeSnapshot({ list: [1] }, {});
    expect(takeSnapshot(snapshot, {})).toBe(snapshot);
    expect([Snapshot.isInstance(snapshot), Snapshot.isInstance({ copy: 1, isRich: false })]).toEqual([true, false]);
  });
});
