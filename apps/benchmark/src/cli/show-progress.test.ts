import { expect, it } from 'vitest';
import { showProgress } from './show-progress.ts';

it('tells which row and round it is at, and how long it will take at the pace so far', () => {
  let now = 0;
  let written = '';
  const output = { write: (text: string) => void (written += text), interactive: false };
  const progress = showProgress([10_000, 30_000, 20_000], output, () => now);

  progress.begin('first');
  progress.part('round 1 of 2');
  now += 1_000;
  progress.part('round 2 of 2'); // too soon for another line
  now += 19_000; // twice the planned time
  progress.begin('second');
  progress.part('round 1 of 2');
  now += 10_000;
  progress.part('round 2 of 2');

  expect(written.split('\n')).toEqual([
    '[1/3] first: round 1 of 2, 60 s left',
    '[2/3] second: round 1 of 2, 2 min left',
    '[2/3] second: round 2 of 2, 90 s left',
    '',
  ]);
});
