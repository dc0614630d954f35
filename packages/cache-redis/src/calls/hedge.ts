import type { Milliseconds } from '@modular-agent/cache-contract';

/**
 * The first of two tries that succeeds. The second is made only if the first has not settled after a time; if both fail,
 * the first one's error counts.
 *
 * @param second Makes the second try, or gives `undefined` if there is none to make.
 */
export async function hedge<T>(
  first: Promise<T>,
  after: Milliseconds,
  second: () => Promise<T> | undefined,
): Promise<T> {
  const better = Promise.withResolvers<T>();
  let settled = false;
  let secondTry: Promise<T> | undefined;
  const tryAgain = (): void => {
    if (settled) return;
    secondTry = second();
    secondTry?.then(better.resolve, () => {});
  };
  // As in `bounded`: an answer that is already here is read before the second try is made.
  const timer = setTimeout(() => setImmediate(tryAgain), after);
  try {
    return await Promise.race([first, better.promise]);
  } catch (error) {
    if (secondTry === undefined) throw error;
    return await secondTry.catch(() => {
      throw error;
    });
  } finally {
    settled = true;
    clearTimeout(timer);
  }
}
