import {
  CacheTimeoutError,
  CacheUnavailableError,
  type Announcement,
  type BatchEntry,
  type CacheProvider,
  type Coordination,
} from '@modular-agent/cache-contract';
import type { Fault, FaultPlan } from './fault.ts';

/** The calls that can go wrong, of a provider and of the parts of a coordination. */
const operations: ReadonlySet<PropertyKey> = new Set<
  keyof CacheProvider | { [Part in keyof Coordination]-?: keyof NonNullable<Coordination[Part]> }[keyof Coordination]
>([
  ...(['get', 'getEntry', 'getMany', 'getEntries', 'exists', 'set', 'setIfNewer', 'setMany'] as const),
  ...(['delete', 'deleteMany', 'clear', 'getSize', 'cleanupExpired', 'getStats'] as const),
  ...(['read', 'readSince', 'invalidate', 'prune', 'publish', 'subscribe'] as const),
  ...(['acquire', 'take', 'renew', 'release', 'store'] as const),
]);

/** What calls find and say that find nothing, or were dropped. */
const nothing: Readonly<Record<string, () => unknown>> = {
  setIfNewer: () => true,
  delete: () => false,
  exists: () => false,
  getMany: () => new Map(),
  getEntries: () => new Map(),
  deleteMany: () => 0,
  getSize: () => 0,
  cleanupExpired: () => 0,
  'leases.renew': () => true,
  'leases.release': () => true,
  'versions.prune': () => 0,
  'entries.getMany': () => new Map(),
  'entries.acquire': () => ({ lease: undefined, entry: undefined }),
  'entries.renew': () => new Set(),
  'entries.release': () => true,
  'entries.store': () => true,
  'backplane.subscribe': () => async () => {},
};

/** Those that answer with something that only they can know: dropped, they fail. */
const telling: ReadonlySet<string> = new Set([
  'getStats',
  'versions.read',
  'versions.readSince',
  'versions.invalidate',
  'leases.take',
]);

/** Written in place of a value that is corrupted: no cache finds its own notes beside it. */
const garbage = { garbage: true };

type Words = readonly unknown[];

/** What is said in place of the words of a call that writes, so that nobody can make it out later. */
const garbled: Readonly<Record<string, (words: Words) => Words>> = {
  set: ([key, , options]) => [key, garbage, garbledOptions(options)],
  setIfNewer: ([key, , options]) => [key, garbage, garbledOptions(options)],
  setMany: ([entries, options]) => [
    Array.from(entries as Iterable<BatchEntry>, ([key, , own]) => [key, garbage, garbledOptions(own)]),
    options,
  ],
  'backplane.publish': ([channel, , options]) => [channel, 'garbage', options],
  'entries.set': ([key, , options]) => [key, garbage, garbledOptions(garbledAnnouncement(options))],
  'entries.store': ([lease, , options]) => [lease, garbage, garbledOptions(garbledAnnouncement(options))],
  'entries.release': ([lease, options]) => [lease, garbledAnnouncement(options)],
  'entries.delete': ([keys, options]) => [keys, garbledAnnouncement(options)],
};

/**
 * A provider that goes wrong where a plan says so, for tests of what is built on providers; its coordination does too. It has
 * no synchronous twins, as one that can fail stands behind a network, and does not say that it keeps its timeouts. `close`,
 * and the clock of its entries, never go wrong.
 */
export function withFaults(provider: CacheProvider, plan: FaultPlan): CacheProvider {
  const faulty = new Faulty(provider.name, plan);
  const coordination = provider.coordination && {
    versions: faulty.wrap(provider.coordination.versions, 'versions.'),
    backplane: faulty.wrap(provider.coordination.backplane, 'backplane.'),
    leases: faulty.wrap(provider.coordination.leases, 'leases.'),
    entries: provider.coordination.entries && faulty.wrap(provider.coordination.entries, 'entries.'),
  };
  return faulty.wrap(provider, '', coordination);
}

class Faulty {
  readonly #provider: string;
  readonly #plan: FaultPlan;
  #calls = 0;

  constructor(provider: string, plan: FaultPlan) {
    this.#provider = provider;
    this.#plan = plan;
  }

  wrap<T extends object>(target: T, prefix: string, coordination?: Coordination): T {
    // Not the target itself: of one that is frozen a proxy may not say anything else than it does.
    return new Proxy(Object.create(target) as T, {
      get: (_, name) => {
        if (name === 'coordination') return coordination;
        if (isHidden(name)) return undefined;
        const member: unknown = Reflect.get(target, name, target);
        if (typeof member !== 'function') return member;
        if (!operations.has(name)) return member.bind(target) as unknown;
        return (...words: Words) =>
          this.#call(prefix + String(name), words, (changed) => Reflect.apply(member, target, changed));
      },
      has: (_, name) => !isHidden(name) && Reflect.has(target, name),
    });
  }

  async #call(operation: string, words: Words, carryOut: (words: Words) => unknown): Promise<unknown> {
    const fault = this.#plan({ operation, subject: subjectOf(words), index: this.#calls++ });
    if (fault === undefined) return await carryOut(words);
    return await this.#befall(fault, operation, words, carryOut);
  }

  async #befall(fault: Fault, operation: string, words: Words, carryOut: (words: Words) => unknown): Promise<unknown> {
    const place = { provider: this.#provider };
    switch (fault.kind) {
      case 'fail':
        throw fault.error ?? new CacheUnavailableError(`${operation} failed, as was planned`, place);
      case 'delay':
        await new Promise((resolve) => setTimeout(resolve, fault.milliseconds));
        return await carryOut(words);
      case 'hang':
        return await new Promise(() => {});
      case 'lose-answer':
        await carryOut(words);
        throw new CacheTimeoutError(`the answer to ${operation} was lost, as was planned`, {
          ...place,
          outcome: 'unknown',
        });
      case 'drop':
        return this.#pretend(operation);
      case 'corrupt':
        break;
    }
    const garble = garbled[operation];
    return garble === undefined ? this.#pretend(operation) : await carryOut(garble(words));
  }

  #pretend(operation: string): unknown {
    if (!telling.has(operation)) return nothing[operation]?.();
    throw new CacheUnavailableError(`${operation} was dropped, as was planned`, { provider: this.#provider });
  }
}

/** The key, the name of a cache, or the channel that a call is about. */
function subjectOf([given]: Words): string | undefined {
  const first: unknown = Array.isArray(given) && given.length === 1 ? given[0] : given;
  const isLease = typeof first === 'object' && first !== null && 'key' in first;
  const subject = isLease ? first.key : first;
  return typeof subject === 'string' ? subject : undefined;
}

function garbledOptions(options: unknown): object {
  return { ...(options as object | undefined), metadata: garbage };
}

function garbledAnnouncement(options: unknown): object {
  const given = (options ?? {}) as { readonly announce?: Announcement | undefined };
  return given.announce === undefined ? given : { ...given, announce: { ...given.announce, message: 'garbage' } };
}

/** A synchronous twin, or what promises more than a faulty provider keeps. */
function isHidden(name: PropertyKey): boolean {
  return name === 'keepsTimeouts' || name === 'takesSnapshots' || (typeof name === 'string' && name.endsWith('Sync'));
}
