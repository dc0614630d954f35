import { setTimeout as wait } from 'node:timers/promises';

/** Looks every few milliseconds, until a condition holds for which there is no event. */
export async function reach(condition: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await condition())) await wait(2);
}
