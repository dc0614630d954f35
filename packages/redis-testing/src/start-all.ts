/**
 * Starts several servers at once.
 *
 * @throws what the first that failed threw; the others are ended by then.
 */
export async function startAll<T extends AsyncDisposable>(starts: readonly Promise<T>[]): Promise<T[]> {
  const outcomes = await Promise.allSettled(starts);
  const started = outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []));
  const failure = outcomes.find((outcome) => outcome.status === 'rejected');
  if (failure === undefined) return started;
  await Promise.all(started.map((server) => server[Symbol.asyncDispose]()));
  throw failure.reason;
}
