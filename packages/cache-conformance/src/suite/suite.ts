import fc from 'fast-check';
import type { CacheProvider } from '@modular-agent/cache-contract';
import type { ConformanceOptions } from '../conformance-options.ts';
import type { ConformanceRunner } from '../conformance-runner.ts';
import type { ConformanceTarget, ProviderOverrides } from '../conformance-subject.ts';
import type { ProviderCapabilities } from '../provider-capabilities.ts';
import { useSubject, type TestSubject } from './test-subject.ts';

/** Where a group of promises registers its tests. */
export interface Suite {
  readonly capabilities: ProviderCapabilities;
  /** Registers a test of one promise. Its provider is new, has an empty store, and is closed at the end. */
  promise(name: string, body: (subject: TestSubject) => Promise<void>, overrides?: ProviderOverrides): void;
  /** Registers a test of how providers are made. */
  creation(name: string, body: (create: (overrides: ProviderOverrides) => Promise<void>) => Promise<void>): void;
  /** Rejects if the predicate does for some random input; the message says which, and the seed. */
  forAll<T>(inputs: fc.Arbitrary<T>, predicate: (input: T) => Promise<void>): Promise<void>;
}

/** A suite whose tests see the target's providers in the way that `view` gives. */
export function createSuite(
  runner: ConformanceRunner,
  target: ConformanceTarget,
  options: ConformanceOptions,
  view: (provider: CacheProvider) => CacheProvider = (provider) => provider,
): Suite {
  const { numRuns = 100, seed } = options;
  const parameters = { numRuns, ...(seed === undefined ? {} : { seed }) };
  const use = async (overrides: ProviderOverrides, body: (subject: TestSubject) => Promise<void>): Promise<void> =>
    useSubject(await target.create(overrides), view, body);
  return {
    capabilities: target.capabilities,
    promise: (name, body, overrides = {}) => {
      runner.it(name, () => use(overrides, body));
    },
    creation: (name, body) => {
      runner.it(name, () => body((overrides) => use(overrides, async () => {})));
    },
    forAll: async (inputs, predicate) => fc.assert(fc.asyncProperty(inputs, predicate), parameters),
  };
}
