import type { SyncCacheProvider } from '@modular-agent/cache-contract';
import type { ConformanceTarget } from '../conformance-subject.ts';
import type { ProviderCapabilities } from '../provider-capabilities.ts';
import { noTwins, replaceMembers } from './replace-members.ts';
import { ReferenceProvider, type ReferenceWorld } from './reference-provider.ts';
import type { ReferenceRules } from './reference-rules.ts';

/** What the reference provider is: with all that is optional. */
export type Provider = SyncCacheProvider & Required<Pick<SyncCacheProvider, 'setIfNewer'>>;

/** How a reference provider is put before the suite. */
export interface ReferenceTargetOptions {
  readonly capabilities?: Partial<ProviderCapabilities>;
  readonly rules?: Partial<ReferenceRules>;
  /** Members that take the place of the provider's own. */
  readonly override?: (provider: Provider, world: ReferenceWorld) => Readonly<Record<PropertyKey, unknown>>;
}

export const referenceCapabilities: ProviderCapabilities = {
  sync: true,
  setIfNewer: true,
  clock: 'fake',
  isolation: 'fresh',
  expiry: 'lazy',
  size: 'live',
  latency: 'every-call',
  sharedStore: true,
};

/** The reference provider, with what is said otherwise. */
export function referenceTarget({ capabilities, rules, override }: ReferenceTargetOptions = {}): ConformanceTarget {
  const declared = { ...referenceCapabilities, ...capabilities };
  return {
    name: 'reference',
    capabilities: declared,
    create: async ({ defaultTtl }) => {
      const world: ReferenceWorld = { now: 0, store: new Map() };
      const make = (name: string): SyncCacheProvider => {
        const provider = new ReferenceProvider({ name, world, defaultTtl, rules });
        const lacks = { ...(declared.sync ? {} : noTwins), ...(declared.setIfNewer ? {} : { setIfNewer: undefined }) };
        return replaceMembers(provider, { ...lacks, ...override?.(provider, world) });
      };
      return {
        provider: make('reference'),
        advance: async (milliseconds) => {
          world.now += milliseconds;
        },
        remainingTtl: async (key) => (world.store.get(`reference:${key}`)?.expiresAt ?? NaN) - world.now,
        createNeighbor: async () => make('neighbor'),
      };
    },
  };
}
