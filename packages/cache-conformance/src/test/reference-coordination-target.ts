import type { CacheProvider, Coordination } from '@modular-agent/cache-contract';
import type { CoordinationCapabilities, CoordinationTarget } from '../coordination-subject.ts';
import { newWorld, ReferenceCoordination, type CoordinationWorld } from './reference-coordination.ts';
import { ReferenceProvider, type ReferenceWorld } from './reference-provider.ts';
import { replaceMembers } from './replace-members.ts';

/** Members that take the place of those of the reference. */
export type CoordinationOverrides = {
  readonly [Part in keyof Coordination]?: Partial<Coordination[Part]>;
} & { readonly provider?: Partial<CacheProvider> };

/** How a reference coordination is put before the suite. */
export interface ReferenceCoordinationOptions {
  readonly capabilities?: Partial<CoordinationCapabilities>;
  readonly override?: (coordination: Coordination, world: CoordinationWorld) => CoordinationOverrides;
}

/** The reference coordination, with what is said otherwise. */
export function referenceCoordinationTarget({
  capabilities,
  override,
}: ReferenceCoordinationOptions = {}): CoordinationTarget {
  return {
    name: 'reference',
    capabilities: { clock: 'fake', processes: 'many', ...capabilities },
    create: async () => {
      const world = newWorld();
      const entries: ReferenceWorld = { now: 0, store: new Map() };
      const make = (name: string): CacheProvider => {
        const reference = new ReferenceProvider({ name, world: entries });
        const coordination = new ReferenceCoordination(name, world);
        const { provider, ...parts } = override?.(coordination, world) ?? {};
        const seen = {
          versions: replaceMembers(coordination.versions, parts.versions ?? {}),
          backplane: replaceMembers(coordination.backplane, parts.backplane ?? {}),
          leases: replaceMembers(coordination.leases, parts.leases ?? {}),
        };
        const close = async (): Promise<void> => {
          coordination.isClosed = true;
          await reference.close();
        };
        return replaceMembers<CacheProvider>(reference, { coordination: seen, close, ...provider });
      };
      return {
        provider: make('reference'),
        createPeer: async () => make('peer'),
        advance: async (milliseconds) => {
          world.now += milliseconds;
          entries.now += milliseconds;
        },
        remainingHold: async (key) => Math.max(0, (world.leases.get(key)?.expiresAt ?? 0) - world.now),
      };
    },
  };
}
