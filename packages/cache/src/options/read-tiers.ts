import {
  CacheOptionError,
  type CacheProvider,
  type Coordination,
  type SyncCacheProvider,
} from '@modular-agent/cache-contract';
import { LocalCoordination } from '../versions/local-coordination.ts';
import type { CacheOptions } from './cache-options.ts';

/** The tiers, by their role. */
export interface TierList {
  /** The tier in this process. */
  readonly local: SyncCacheProvider | undefined;
  /** Whether the local tier is the only one. If so, it is among `shared` too, as other caches of this process may share it. */
  readonly isLocalAlone: boolean;
  /** Tiers whose entries other caches find. */
  readonly shared: readonly CacheProvider[];
  /** The provider in this process that serves while the tiers are unavailable. */
  readonly fallback: SyncCacheProvider | undefined;
}

/** @throws CacheOptionError if a tier is no provider, two have the same name, or a local tier is not the first. */
export function readTiers({ tiers, fallback }: Pick<CacheOptions, 'tiers' | 'fallback'>): TierList {
  const list: readonly unknown[] = Array.isArray(tiers) ? tiers : [];
  if (list.length === 0 || !list.every(isProvider)) {
    throw tierError('tiers must be a list of providers, fastest first; give one at least');
  }
  const names = list.map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw tierError(`two tiers are called "${twice}"; give each provider a name of its own`);
  const [first, ...others] = list;
  const misplaced = others.find(isSync);
  if (misplaced !== undefined) {
    throw tierError(
      `"${misplaced.name}" keeps its entries in this process; one such tier may stand, in front of the others`,
    );
  }
  const local = isSync(first) ? first : undefined;
  const isLocalAlone = local !== undefined && others.length === 0;
  const shared = local === undefined || isLocalAlone ? list : others;
  return { local, isLocalAlone, shared, fallback: readFallback(fallback, list) };
}

function readFallback(
  fallback: CacheOptions['fallback'],
  tiers: readonly CacheProvider[],
): SyncCacheProvider | undefined {
  if (fallback === undefined) return undefined;
  const isProblem = !isProvider(fallback) || !isSync(fallback) || tiers.includes(fallback);
  if (!isProblem) return fallback;
  throw new CacheOptionError(
    'fallback must be a provider of this process (one with synchronous twins) that is none of the tiers; one among them ' +
      'is read while the others are away without being named here',
    { option: 'fallback' },
  );
}

/** @throws CacheOptionError if tiers are shared among processes that can't be coordinated. */
export function chooseCoordination(
  option: CacheOptions['coordination'],
  { local, isLocalAlone, shared }: TierList,
): Coordination {
  if (option === 'local') return new LocalCoordination();
  if (option !== undefined) {
    if (isCoordination(option)) return option;
    throw new CacheOptionError("coordination must be 'local' or have versions, backplane and leases", {
      option: 'coordination',
    });
  }
  const offered = shared.findLast(({ coordination }) => coordination !== undefined)?.coordination;
  if (offered !== undefined) return offered;
  if (isLocalAlone) return local?.coordination ?? new LocalCoordination();
  throw new CacheOptionError(
    `"${shared.at(-1)?.name}" is shared by processes and offers no coordination for them; give one as coordination, or ` +
      "'local' if each process is to be on its own",
    { option: 'coordination' },
  );
}

function isProvider(value: unknown): value is CacheProvider {
  const isObject = typeof value === 'object' && value !== null;
  return (
    isObject &&
    ['get', 'getEntry', 'set', 'delete'].every((name) => typeof (value as Record<string, unknown>)[name] === 'function')
  );
}

function isSync(provider: CacheProvider | undefined): provider is SyncCacheProvider {
  return provider !== undefined && 'getEntrySync' in provider && 'setSync' in provider;
}

function isCoordination(value: unknown): value is Coordination {
  const isObject = typeof value === 'object' && value !== null;
  return isObject && 'versions' in value && 'backplane' in value && 'leases' in value;
}

function tierError(message: string): CacheOptionError {
  return new CacheOptionError(message, { option: 'tiers' });
}
