import { setTimeout as wait } from 'node:timers/promises';

/** Milliseconds between two looks. */
const interval = 25;

/**
 * Looks at short intervals, until nothing is missing.
 *
 * @param findMissing tells what is missing still, for the error; undefined once nothing is.
 * @param limit milliseconds.
 * @throws Error that tells what was still missing at the limit.
 */
export async function until(
  what: string,
  findMissing: () => Promise<string | undefined>,
  limit: number,
): Promise<void> {
  const end = performance.now() + limit;
  for (;;) {
    const missing = await findMissing();
    if (missing === undefined) return;
    if (performance.now() > end) throw new Error(`${what} took longer than ${limit} ms: ${missing}`);
    await wait(interval);
  }
}
