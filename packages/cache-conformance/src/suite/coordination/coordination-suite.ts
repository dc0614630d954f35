import assert from 'node:assert/strict';
import type { CacheProvider, Coordination, Milliseconds } from '@modular-agent/cache-contract';
import fc from 'fast-check';
import type { ConformanceOptions } from '../../conformance-options.ts';
import type { ConformanceRunner } from '../../conformance-runner.ts';
import type { CoordinationCapabilities, CoordinationTarget } from '../../coordination-subject.ts';
import { runSteps } from '../run-steps.ts';

/** A subject as tests see it: nothing is optional. */
export interface CoordinationTestSubject {
  readonly provider: CacheProvider;
  /** The provider of another process; where there is none, the same one. */
  readonly peer: CacheProvider;
  /** As the provider gives it. */
  readonly here: Coordination;
  /** As another process sees it; where there is none, as this one does. */
  readonly there: Coordination;
  readonly advance: (milliseconds: Milliseconds) => Promise<void>;
  readonly remainingHold: (key: string) => Promise<Milliseconds>;
}

/** Where a group of promises registers its tests. */
export interface CoordinationSuite {
  readonly capabilities: CoordinationCapabilities;
  /** Registers a test of one promise. Its providers are new, have an empty store, and are closed at the end. */
  promise(name: string, body: (subject: CoordinationTestSubject) => Promise<void>): void;
  /** Rejects if the predicate does for some random input; the message says which, and the seed. */
  forAll<T>(inputs: fc.Arbitrary<T>, predicate: (input: T) => Promise<void>): Promise<void>;
}

export function createCoordinationSuite(
  runner: ConformanceRunner,
  target: CoordinationTarget,
  options: ConformanceOptions,
): CoordinationSuite {
  const { numRuns = 100, seed } = options;
  const parameters = { numRuns, ...(seed === undefined ? {} : { seed }) };
  return {
    capabilities: target.capabilities,
    promise: (name, body) => {
      runner.it(name, () => useSubject(target, body));
    },
    forAll: async (inputs, predicate) => fc.assert(fc.asyncProperty(inputs, predicate), parameters),
  };
}

async function useSubject(
  target: CoordinationTarget,
  body: (subject: CoordinationTestSubject) => Promise<void>,
): Promise<void> {
  const subject = await target.create();
  const providers = [subject.provider];
  const test = async (): Promise<void> => {
    const here = coordinationOf(subject.provider);
    let { provider: peer } = subject;
    if (target.capabilities.processes === 'many') {
      if (subject.createPeer === undefined) assert.fail("processes: 'many' needs a subject with createPeer");
      peer = await subject.createPeer();
      providers.push(peer);
    }
    const remainingHold = (key: string): Promise<Milliseconds> => {
      if (subject.remainingHold === undefined) assert.fail("clock: 'real' needs a subject with remainingHold");
      return subject.remainingHold(key);
    };
    const advance = (milliseconds: Milliseconds): Promise<void> => subject.advance(milliseconds);
    const there = coordinationOf(peer);
    await body({ provider: subject.provider, peer, here, there, advance, remainingHold });
  };
  await runSteps([test, () => Promise.all(providers.map((provider) => provider.close())), () => subject.dispose?.()]);
}

function coordinationOf(provider: CacheProvider): Coordination {
  if (provider.coordination === undefined) assert.fail(`the provider ${provider.name} offers no coordination`);
  return provider.coordination;
}
