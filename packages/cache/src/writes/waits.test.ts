import { describe, expect, it, vi } from 'vitest';
import { settle, useFakeTime } from '../test/fake-time.ts';
import { Waits } from './waits.ts';

useFakeTime();

describe('waits of one length', () => {
  it('are given up after it, each in its turn, unless they ended before', async () => {
    const waits = new Waits(1_000);
    const givenUp: string[] = [];
    const begin = (name: string): (() => void) => waits.begin(() => givenUp.push(name));
    begin('first');
    const endSecond = begin('second');
    await vi.advanceTimersByTimeAsync(500);
    begin('third');
    endSecond();
    await vi.advanceTimersByTimeAsync(499);
    await settle();
    expect(givenUp).toEqual([]);
    await vi.advanceTimersByTimeAsync(1);
    await settle();
    expect(givenUp).toEqual(['first']);
    await vi.advanceTimersByTimeAsync(500);
    await settle();
    expect(givenUp).toEqual(['first', 'third']);
  });

  it('take one timer, and none when all have ended', async () => {
    const waits = new Waits(1_000);
    const ends = Array.from({ length: 3_000 }, () => waits.begin(() => {}));
    expect(vi.getTimerCount()).toBe(1);
    for (const end of ends.slice(1)) end();
    expect(vi.getTimerCount()).toBe(1);
    for (const end of ends) end();
    expect(vi.getTimerCount()).toBe(0);
    const givenUp = vi.fn<() => void>();
    waits.begin(givenUp);
    await vi.advanceTimersByTimeAsync(1_000);
    await settle();
    expect(givenUp).toHaveBeenCalledOnce();
    expect(vi.getTimerCount()).toBe(0);
  });

  it('may begin another one as they are given up', async () => {
    const waits = new Waits(1_000);
    const givenUp: string[] = [];
    waits.begin(() => {
      givenUp.push('first');
      waits.begin(() => givenUp.push('another'));
    });
    await vi.advanceTimersByTimeAsync(1_000);
    await settle();
    expect(givenUp).toEqual(['first']);
    await vi.advanceTimersByTimeAsync(1_000);
    await settle();
    expect(givenUp).toEqual(['first', 'another']);
  });
});
