import assert from 'node:assert/strict';
import type { CacheProvider, Milliseconds } from '@modular-agent/cache-contract';
import type { ConformanceSubject } from '../conformance-subject.ts';
import { runSteps } from './run-steps.ts';

/** A subject as tests see it: nothing is optional. */
export interface TestSubject {
  readonly provider: CacheProvider;
  readonly advance: (milliseconds: Milliseconds) => Promise<void>;
  readonly remainingTtl: (key: string) => Promise<Milliseconds>;
  readonly createNeighbor: () => Promise<CacheProvider>;
}

/**
 * Runs a test with a subject, then closes its providers and disposes of it whatever happened. What went wrong first is
 * what is told.
 *
 * @param view How the test sees a provider.
 */
export async function useSubject(
  subject: ConformanceSubject,
  view: (provider: CacheProvider) => CacheProvider,
  body: (subject: TestSubject) => Promise<void>,
): Promise<void> {
  const providers = [subject.provider];
  const test = async (): Promise<void> =>
    body({
      provider: view(subject.provider),
      advance: (milliseconds) => subject.advance(milliseconds),
      remainingTtl: (key) => {
        if (subject.remainingTtl === undefined) assert.fail("clock: 'real' needs a subject with remainingTtl");
        return subject.remainingTtl(key);
      },
      createNeighbor: async () => {
        if (subject.createNeighbor === undefined) assert.fail('sharedStore needs a subject with createNeighbor');
        const neighbor = await subject.createNeighbor();
        providers.push(neighbor);
        return view(neighbor);
      },
    });
  const close = async (): Promise<void> => {
    await Promise.all(providers.map((provider) => provider.close()));
  };
  await runSteps([test, close, () => subject.dispose?.()]);
}
