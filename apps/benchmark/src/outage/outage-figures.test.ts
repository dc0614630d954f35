import { expect, it } from 'vitest';
import { phaseFigures, timeToRecover } from './outage-figures.ts';
import type { OutageResult } from './outage-result.ts';

const outage: OutageResult = {
  began: { healthy: 0, paused: 100, resumed: 200, killed: 300, back: 400 },
  ended: 500,
  contenders: [
    {
      name: 'one',
      calls: [
        [10, 1, 'answered'],
        [150, 60, 'answered'],
        [295, 3, 'answered'],
        [350, 1, 'rejected'],
        [401, 1, 'missed'],
        [410, 15, 'answered'],
        [490, 2_000, 'waiting'],
      ],
    },
  ],
};

it('counts a call in the phase in which it was made', () => {
  const outcomes = phaseFigures('one', [outage]).map(({ phase, outcomes: { answered, missed, rejected, waiting } }) => [
    phase,
    answered,
    missed,
    rejected,
    waiting,
  ]);
  expect(outcomes).toEqual([
    ['healthy', 1, 0, 0, 0],
    ['paused', 1, 0, 0, 0],
    ['resumed', 1, 0, 0, 0],
    ['killed', 0, 0, 1, 0],
    ['back', 1, 1, 0, 1],
  ]);
});

it('times only the calls that ended', () => {
  expect(phaseFigures('one', [outage]).at(-1)?.latency).toMatchObject({ count: 2, max: 15 });
});

it('takes recovery for the first right value after the first PONG', () => {
  expect(timeToRecover('one', [outage])).toBe(25);
});
