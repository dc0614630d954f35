import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { ExpiryClock } from './expiry-clock.ts';

const hour = 3_600_000;

/** Asks as often as makes a burst, in no time. */
const burst = (clock: ExpiryClock): void => {
  for (let question = 0; question < 40; question++) clock.isPast(performance.now() + hour);
};

afterEach(() => {
  vi.useRealTimers();
});

describe('the clock', () => {
  it('is exact whenever the event loop has turned, however often it is asked', () => {
    vi.useFakeTimers();
    const turns = fc.array(
      fc.record({
        advance: fc.oneof(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 5 * hour })),
        isBurst: fc.boolean(),
        questions: fc.array(fc.integer({ min: -2 * hour, max: 2 * hour }), { maxLength: 100 }),
      }),
      { maxLength: 20 },
    );
    fc.assert(
      fc.property(turns, (each) => {
        const clock = new ExpiryClock();
        for (const { advance, questions, isBurst } of each) {
          vi.advanceTimersByTime(advance);
          const now = performance.now();
          for (const distance of [...questions, 0, 1]) expect(clock.isPast(now + distance)).toBe(distance <= 0);
          if (isBurst) burst(clock);
        }
      }),
    );
  });

  it('is exact about deadlines of the next ten seconds, though a turn blocks in a burst', () => {
    vi.useFakeTimers({ toFake: ['performance'] });
    const clock = new ExpiryClock();
    burst(clock);
    const deadline = performance.now() + 10_000;
    vi.advanceTimersByTime(9_999);
    expect(clock.isPast(deadline)).toBe(false);
    vi.advanceTimersByTime(1);
    expect(clock.isPast(deadline)).toBe(true);
  });

  it('looks again after 512 answers, though the turn has not ended', () => {
    vi.useFakeTimers({ toFake: ['performance'] });
    const clock = new ExpiryClock();
    burst(clock);
    vi.advanceTimersByTime(2 * hour);
    let late = 0;
    while (!clock.isPast(hour)) late += 1;
    expect(late).toBeLessThanOrEqual(512);
  });

  it('does not read the time for every question of a burst', () => {
    const clock = new ExpiryClock();
    const deadline = performance.now() + hour;
    for (let question = 0; question < 1_000; question++) clock.isPast(deadline);
    const readings = vi.spyOn(performance, 'now');
    for (let question = 0; question < 10_000; question++) clock.isPast(deadline);
    expect(readings.mock.calls.length).toBeLessThan(2_000);
    readings.mockRestore();
  });

  it('never says that an endless time is over', () => {
    expect(new ExpiryClock().isPast(Infinity)).toBe(false);
  });
});
