import type { Coordination } from '@modular-agent/cache-contract';
import { coordinationCalls } from '../../suite/coordination/calls.ts';
import type { CoordinationOverrides } from '../reference-coordination-target.ts';
import type { BrokenCoordination } from './broken-coordination.ts';

const names = coordinationCalls.map(({ name }) => name);

type Method = (...given: unknown[]) => Promise<unknown>;

/** Every method, seen through something. */
function through(coordination: Coordination, change: (method: Method, name: string) => Method): CoordinationOverrides {
  const view = (part: object, methods: readonly string[]): Record<string, Method> =>
    Object.fromEntries(methods.map((name) => [name, change((Reflect.get(part, name) as Method).bind(part), name)]));
  return {
    versions: view(coordination.versions, ['read', 'readSince', 'invalidate', 'prune']),
    backplane: view(coordination.backplane, ['publish', 'subscribe']),
    leases: view(coordination.leases, ['acquire', 'take', 'renew', 'release']),
  };
}

/** The options that a method was given, which are always the last. */
function optionsOf(name: string, given: readonly unknown[]): Readonly<Record<string, unknown>> {
  return (given[name === 'release' ? 1 : 2] ?? {}) as Readonly<Record<string, unknown>>;
}

function without(name: string, given: readonly unknown[], option: string): unknown[] {
  const at = name === 'release' ? 1 : 2;
  return [...given.slice(0, at), { ...optionsOf(name, given), [option]: undefined }];
}

/** Refuses nothing of what is said of one kind of argument. */
function lenient(
  fault: string,
  caughtBy: string,
  methods: readonly string[],
  correct: (given: readonly unknown[]) => unknown[],
): BrokenCoordination {
  return {
    fault,
    override: (coordination) =>
      through(coordination, (method, name) =>
        methods.includes(name) ? async (...given) => method(...correct(given)) : method,
      ),
    caughtBy: [`arguments › ${caughtBy}`],
  };
}

/** Coordination that takes no heed of what a call says. */
export const brokenCoordinationCalls: readonly BrokenCoordination[] = [
  lenient(
    'takes anything for the name of a cache',
    'what is no name of a cache is refused',
    ['read', 'invalidate', 'prune'],
    ([cache, ...rest]) => [String(cache).toWellFormed().slice(0, 100), ...rest],
  ),
  lenient(
    'takes a string for a list of tags',
    'tags that are no list of strings are refused, a string too, and nothing changes',
    ['read', 'invalidate'],
    ([cache, tags, ...rest]) => [cache, typeof tags === 'string' ? Array.from(tags) : tags, ...rest],
  ),
  lenient(
    'takes 0 for an age',
    'an age that can not be meant is refused, and nothing is forgotten',
    ['prune'],
    ([cache, age, ...rest]) => [cache, age === 0 ? 1 : age, ...rest],
  ),
  lenient(
    'replaces what is not well-formed in a message',
    'a channel or a message that is no well-formed text is refused',
    ['publish'],
    ([channel, message, ...rest]) => [channel, typeof message === 'string' ? message.toWellFormed() : message, ...rest],
  ),
  lenient('leases the empty key', 'a lease has a key like any entry', ['acquire'], ([key, ...rest]) => [
    key === '' ? 'empty' : key,
    ...rest,
  ]),
  lenient('releases what is no lease', 'what is no lease is refused', ['release'], ([lease, ...rest]) => [
    { key: 'a', token: 0, ...(lease as object) },
    ...rest,
  ]),
  lenient(
    'leases without end',
    'a ttl that can not be meant, or has no end, is refused, and nothing changes',
    ['acquire'],
    ([key, ttl, ...rest]) => [key, ttl === Infinity ? '1h' : ttl, ...rest],
  ),
  lenient(
    'takes a bare timeout for options',
    'options that are no object are refused, a bare timeout too',
    ['acquire'],
    ([key, ttl, options]) => [key, ttl, typeof options === 'number' ? {} : options],
  ),
  {
    fault: 'takes no heed of a signal',
    override: (coordination) =>
      through(
        coordination,
        (method, name) =>
          async (...given) =>
            method(...without(name, given, 'signal')),
      ),
    caughtBy: names.map((name) => `abort › ${name} with an aborted signal rejects with its reason and does nothing`),
  },
  {
    fault: 'does what was aborted, and then rejects',
    override: (coordination) =>
      through(coordination, (method, name) => async (...given) => {
        await method(...without(name, given, 'signal'));
        return method(...given);
      }),
    caughtBy: ['invalidate', 'prune']
      .map((name) => `versions.${name}`)
      .concat('backplane.publish', 'leases.acquire', 'leases.release')
      .map((name) => `abort › ${name} with an aborted signal rejects with its reason and does nothing`),
  },
  {
    fault: 'leaves a listener on the signal',
    override: (coordination) =>
      through(coordination, (method, name) => async (...given) => {
        (optionsOf(name, given)['signal'] as AbortSignal | undefined)?.addEventListener('abort', () => {});
        return method(...given);
      }),
    caughtBy: [
      'abort › a signal that is never aborted changes nothing, and is let go of',
      'abort › a signal that is aborted during a call ends it, or comes too late',
    ],
  },
  {
    fault: 'takes no heed of a timeout',
    override: (coordination) =>
      through(
        coordination,
        (method, name) =>
          async (...given) =>
            method(...without(name, given, 'timeout')),
      ),
    caughtBy: names.map((name) => `timeout › ${name} refuses a timeout that can not be meant, and does nothing`),
  },
  {
    fault: 'takes a timeout for a number',
    override: (coordination) =>
      through(coordination, (method, name) => async (...given) => {
        if (typeof optionsOf(name, given)['timeout'] === 'string') throw new TypeError('timeout is no number');
        return method(...given);
      }),
    caughtBy: ['timeout › a call that ends in time takes no heed of its timeout'],
  },
  {
    fault: 'goes on after its provider was closed',
    override: () => ({ provider: { close: async () => {} } }),
    caughtBy: [
      ...names.map((name) => `close › ${name} rejects after close`),
      'close › a listener is told nothing after close, and can still be taken away',
    ],
  },
  {
    fault: 'forgets all when one process ends',
    override: (coordination, world) => ({
      provider: {
        close: async () => {
          Object.assign(coordination, { isClosed: true });
          world.leases.clear();
          world.histories.clear();
        },
      },
    }),
    caughtBy: ['close › what one process did outlives it'],
  },
];
