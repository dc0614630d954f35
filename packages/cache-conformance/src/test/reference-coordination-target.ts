import type { CacheProvider, Coordination, EntryStore } from '@modular-agent/cache-contract';
import type { CoordinationCapabilities, CoordinationTarget } from '../coordination-subject.ts';
import { newWorld, ReferenceCoordination, type CoordinationWorld } from './reference-coordination.ts';
import { ReferenceEntryStore } from './reference-entry-store.ts';
import { ReferenceProvider, type ReferenceWorld } from './reference-provider.ts';
import { replaceMembers } from './replace-members.ts';

/** Members that take the place of those of the reference. */
export type CoordinationOverrides = {
  readonly [Part in keyof Coordination]?: Partial<NonNullable<Coordination[Part]>>;
} & { readonly provider?: Partial<CacheProvider> };

/** The reference coordination, with all that is optional. */
type ReferenceParts = Coordination & { readonly entries: EntryStore };

/** How a reference coordination is put before the suite. */
export interface ReferenceCoordinationOptions {
  readonly capabilities?: Partial<CoordinationCapabilities>;
  readonly override?: (coordination: ReferenceParts, world: CoordinationWorld) => CoordinationOverrides;
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
      const stored: ReferenceWorld = { now: 0, store: new Map() };
      const make = (name: string): CacheProvider => {
        // Both processes see one store.
        const rules = { storeKey: (_: string, key: string): string => `shared:${key}` };
        const reference = new ReferenceProvider({ name, world: stored, rules });
        const coordination = new ReferenceCoordination(name, world);
        const { versions, backplane, leases } = coordination;
        const isOpen = (): boolean => !coordination.isClosed;
        const entries = new ReferenceEntryStore({ provider: reference, backplane, world, isOpen });
        const { provider, ...parts } = override?.(Object.assign(coordination, { entries }), world) ?? {};
        const seen = {
          versions: replaceMembers(versions, parts.versions ?? {}),
          backplane: replaceMembers(backplane, parts.backplane ?? {}),
          leases: replaceMembers(leases, parts.leases ?? {}),
          ...(capabilities?.entries !== false && { entries: replaceMembers(entries, parts.entries ?? {}) }),
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
          stored.now += milliseconds;
        },
        remainingHold: async (key) => Math.max(0, (world.leases.get(key)?.expiresAt ?? 0) - world.now),
      };
    },
  };
}
