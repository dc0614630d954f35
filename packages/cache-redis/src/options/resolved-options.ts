import { parseDuration, type Milliseconds } from '@modular-agent/cache-contract';
import { checkOptionNames } from '@modular-agent/cache-contract/provider';
import type { EntryFormat } from '../codec/entry-format.ts';
import { checkKeyPrefix } from '../keys/key-space.ts';
import { readClusterOptions, type ClusterTopology } from './cluster-options.ts';
import { nodeName } from './node-addresses.ts';
import { optionError } from './option-error.ts';
import { readBoolean, readInteger, readInterval, readText, readTimer } from './read-option.ts';
import { readClient, type RedisClientLike } from './redis-client-like.ts';
import type { RedisServerLabel } from './redis-server-label.ts';
import { addressText, readAddress, type RedisAddress } from './redis-address.ts';
import { readFormat } from './format-options.ts';
import { readSentinelOptions, type SentinelTopology } from './sentinel-options.ts';
import type { RedisCacheProviderOptions } from './redis-cache-provider-options.ts';

/** What the servers are to one another. */
type Topology = { readonly kind: 'single' } | ClusterTopology | SentinelTopology;

/** A provider's options, complete. Holds the password: for private fields only. */
export interface ResolvedOptions {
  readonly name: string;
  readonly address: RedisAddress;
  readonly format: EntryFormat;
  readonly client: RedisClientLike | undefined;
  readonly topology: Topology;
  readonly readFrom: 'master' | 'replica';
  readonly slot: ((key: string) => string | undefined) | undefined;
  readonly maxConnections: number;
  readonly maxPendingCalls: number;
  readonly maxPendingBytes: number;
  readonly socketTimeout: Milliseconds;
  readonly socketConnectTimeout: Milliseconds;
  /** `Infinity`: as long as the call may take. */
  readonly acquireTimeout: Milliseconds;
  readonly retryOnTimeout: boolean;
  /** `Infinity`: never. */
  readonly healthCheckInterval: Milliseconds;
  readonly keyPrefix: string;
  readonly defaultTtl: Milliseconds;
}

/** Where one server is. */
const placeOptions: readonly (keyof RedisCacheProviderOptions)[] = ['client', 'url', 'host', 'port', 'path'];

/** What a client that the user made has already. */
const connectionOptions: readonly (keyof RedisCacheProviderOptions)[] = [
  'url',
  'host',
  'port',
  'path',
  'db',
  'username',
  'password',
  'credentialsProvider',
  'ssl',
  'tls',
];

const optionNames: readonly (keyof RedisCacheProviderOptions)[] = [
  'name',
  ...connectionOptions,
  'client',
  'cluster',
  'sentinel',
  'readFrom',
  'slot',
  'decodeResponses',
  'serializer',
  'alsoReads',
  'compression',
  'maxConnections',
  'maxPendingCalls',
  'maxPendingBytes',
  'acquireTimeout',
  'socketTimeout',
  'socketConnectTimeout',
  'retryOnTimeout',
  'healthCheckInterval',
  'keyPrefix',
  'defaultTtl',
];

/**
 * Reads the options once, and completes them.
 *
 * @throws CacheOptionError that names the option, what was found (never a password) and what is accepted.
 */
export function resolveOptions(options: RedisCacheProviderOptions): ResolvedOptions {
  checkOptionNames(options, optionNames);
  return Object.freeze({
    name: readText('name', options.name) ?? 'redis',
    address: readAddress(options),
    format: readFormat(options),
    client: readOwnClient(options),
    topology: readTopology(options),
    readFrom: readReadFrom(options),
    slot: readSlot(options.slot, options.keyPrefix),
    maxConnections: readInteger('maxConnections', options.maxConnections, 1, 1_000) ?? 20,
    maxPendingCalls: readInteger('maxPendingCalls', options.maxPendingCalls, 1, 10_000_000) ?? 10_000,
    maxPendingBytes: readInteger('maxPendingBytes', options.maxPendingBytes, 1, 2 ** 40) ?? 128 * 1_024 * 1_024,
    socketTimeout: readTimer('socketTimeout', options.socketTimeout ?? 500),
    socketConnectTimeout: readTimer('socketConnectTimeout', options.socketConnectTimeout ?? 5_000),
    acquireTimeout:
      options.acquireTimeout === undefined ? Infinity : readTimer('acquireTimeout', options.acquireTimeout),
    retryOnTimeout: readBoolean('retryOnTimeout', options.retryOnTimeout) ?? true,
    healthCheckInterval: readInterval('healthCheckInterval', options.healthCheckInterval ?? 30_000),
    keyPrefix: checkKeyPrefix(options.keyPrefix ?? 'agent:cache:'),
    defaultTtl: parseDuration(options.defaultTtl ?? 3_600_000, 'defaultTtl'),
  });
}

/** What errors say of the server. @param target What it is called. Default: by its address. */
export function serverLabel(options: ResolvedOptions, target: string = targetOf(options)): RedisServerLabel {
  const { db, credentials, tls } = options.address;
  return {
    target,
    db,
    get username() {
      return credentials.username;
    },
    ssl: tls !== undefined,
    hide: (text) => credentials.hide(text),
  };
}

function targetOf({ address, client, topology }: ResolvedOptions): string {
  if (client !== undefined) return 'the client that was passed in';
  if (topology.kind === 'cluster') return `the Cluster of ${topology.seeds.map(nodeName).join(', ')}`;
  if (topology.kind === 'single') return addressText(address);
  return `the master '${topology.name}' of the Sentinels ${topology.sentinels.map(nodeName).join(', ')}`;
}

/** @throws CacheOptionError if the server itself is said too. */
function readTopology(options: RedisCacheProviderOptions): Topology {
  const cluster = readClusterOptions(options.cluster);
  const topology = cluster ?? readSentinelOptions(options.sentinel) ?? ({ kind: 'single' } as const);
  if (topology.kind === 'single') return topology;
  const { kind } = topology;
  if (cluster !== undefined && options.sentinel !== undefined)
    throw optionError('sentinel', 'is given beside a cluster');
  const extra = placeOptions.find((name) => options[name] !== undefined);
  if (extra !== undefined) throw optionError(extra, `is given beside ${kind}, whose nodes say where the servers are`);
  if (kind === 'cluster' && (options.db ?? 0) !== 0) throw optionError('db', 'must be 0: a Cluster has no other');
  return topology;
}

/** @throws CacheOptionError where nothing else can be read from. */
function readReadFrom({ readFrom, cluster, sentinel }: RedisCacheProviderOptions): 'master' | 'replica' {
  if (readFrom === undefined || readFrom === 'master') return 'master';
  if (readFrom !== 'replica') throw optionError('readFrom', "must be 'master' or 'replica'");
  if (cluster !== undefined || sentinel !== undefined) return readFrom;
  throw optionError(
    'readFrom',
    "is 'replica', which needs cluster or sentinel: one server has no replicas to be found by",
  );
}

function readSlot(slot: unknown, prefix: string | undefined): ResolvedOptions['slot'] {
  if (slot !== undefined && prefix?.includes('{') === true) {
    throw optionError('slot', 'is given beside a keyPrefix with a {, which would take its place');
  }
  if (slot === undefined || typeof slot === 'function') return slot as ResolvedOptions['slot'];
  throw optionError('slot', `must be a function, not ${typeof slot}`);
}

/** @throws CacheOptionError if something is said of a connection beside it: it has its own already. */
function readOwnClient(options: RedisCacheProviderOptions): RedisClientLike | undefined {
  const client = readClient(options.client);
  const extra = client === undefined ? undefined : connectionOptions.find((name) => options[name] !== undefined);
  if (extra !== undefined) throw optionError(extra, 'is given beside a client, which has a connection of its own');
  return client;
}
