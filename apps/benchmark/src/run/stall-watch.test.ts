import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { undisturbed, watchStalls, type StallWatch } from './stall-watch.ts';

let now = 0;
let watch: StallWatch;

beforeEach(() => {
  vi.useFakeTimers();
  now = 0;
  watch = watchStalls(() => now);
});

afterEach(() => {
  watch.stop();
  vi.useRealTimers();
});

/** Lets time pass as it does on a machine that goes on. */
async function pass(milliseconds: number): Promise<void> {
  for (let passed = 0; passed < milliseconds; passed += 10) {
    now += 10;
    await vi.advanceTimersByTimeAsync(10);
  }
}

it('counts when the machine stood still, not when time passes', async () => {
  await pass(5_000);
  expect(watch.count()).toBe(0);
  now += 60_000;
  await pass(100);
  expect(watch.count()).toBe(1);
});

it.each([
  ['once where nothing happens', [], 1],
  ['again what was disturbed', [1_000], 2],
  ['three times at most', [1_000, 1_000, 1_000, 1_000], 3],
])('measures %s', async (_, disturbances, times) => {
  let measured = 0;
  const result = undisturbed(watch, async () => {
    now += disturbances[measured] ?? 0;
    await new Promise((resolve) => setTimeout(resolve, 200));
    return ++measured;
  });
  await pass(1_000);
  expect(await result).toBe(times);
});
