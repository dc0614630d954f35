import { setTimeout } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { closedLoop } from './closed-loop.ts';

it('counts the time of what calls left to be done in the background', async () => {
  let settled = Number.NaN;
  const start = performance.now();
  const { elapsed, operations } = await closedLoop(
    {
      entriesPerCall: 1,
      next: () => setTimeout(1),
      isGood: () => true,
      settle: async () => {
        await setTimeout(30);
        settled = performance.now() - start;
      },
    },
    2,
    10,
  );
  expect(operations).toBeGreaterThan(0);
  expect(elapsed).toBeGreaterThanOrEqual(settled - 1);
});
