import type { Conflict, Locate } from './conflict.ts';
import type { RedisProviderOptions } from './redis-provider-options.ts';
import { tlsConflicts } from './tls-conflicts.ts';

/** What can't hold together where there are several servers, or should be. */
export function topologyConflicts(options: RedisProviderOptions, locate: Locate): Conflict[] {
  const kinds = (['sentinel', 'cluster'] as const).filter((kind) => options[kind] !== undefined);
  return [
    ...kinds.flatMap((kind) => [...missingNodes(kind, options), ...placeConflicts(kind, options, locate)]),
    ...bothConflicts(kinds, locate),
    ...sentinelConflicts(options, locate),
    ...databaseConflicts(options, locate),
    ...readConflicts(kinds, options),
  ];
}

function missingNodes(kind: 'sentinel' | 'cluster', options: RedisProviderOptions): Conflict[] {
  if (options[kind]?.nodes.length !== 0) return [];
  return [
    {
      at: kind,
      sides: [],
      message: 'needs nodes, which say where to begin',
      accepted: 'nodes with at least one host:port, or with an empty text for none at all',
    },
  ];
}

function placeConflicts(kind: 'sentinel' | 'cluster', options: RedisProviderOptions, locate: Locate): Conflict[] {
  const given = (['url', 'host', 'port', 'path'] as const).filter((name) => options[name] !== undefined);
  if (given.length === 0) return [];
  const fromUrl = given.includes('url') ? '; user name, password and TLS are settings of their own' : '';
  return [
    {
      at: kind,
      sides: given,
      message: `stands beside ${locate(given)}, and its nodes say where the servers are`,
      accepted: `${kind} without url, host, port and path, or these as defaults alone: host: "\${REDIS_HOST:localhost}"${fromUrl}`,
    },
  ];
}

function bothConflicts(kinds: readonly string[], locate: Locate): Conflict[] {
  if (kinds.length < 2) return [];
  return [
    {
      at: 'sentinel',
      sides: ['cluster'],
      message: `stands beside ${locate(['cluster'])}, and servers are found by one of them`,
      accepted: 'one of sentinel and cluster, or empty nodes in one of them',
    },
  ];
}

function sentinelConflicts({ sentinel }: RedisProviderOptions, locate: Locate): Conflict[] {
  if (sentinel === undefined) return [];
  const found = tlsConflicts(sentinel, 'sentinel.', locate);
  if (sentinel.name === '') {
    found.push({
      at: 'sentinel',
      sides: [],
      message: 'needs name, which is what the Sentinels call the master',
      accepted: 'name and nodes, such as { name: mymaster, nodes: [sentinel-1:26379] }',
    });
  }
  if (sentinel.username !== undefined && sentinel.password === undefined) {
    found.push({
      at: 'sentinel.username',
      sides: ['sentinel.password'],
      message: 'needs a password beside it',
      accepted: 'a user name together with a password, or neither',
    });
  }
  return found;
}

function databaseConflicts({ cluster, db = 0 }: RedisProviderOptions, locate: Locate): Conflict[] {
  if (cluster === undefined || db === 0) return [];
  return [
    {
      at: 'db',
      sides: ['cluster'],
      message: `must be 0 beside ${locate(['cluster'])}: a Cluster has no other database`,
      accepted: '0, or no db',
    },
  ];
}

function readConflicts(kinds: readonly string[], { readFrom }: RedisProviderOptions): Conflict[] {
  if (readFrom !== 'replica' || kinds.length > 0) return [];
  return [
    {
      at: 'read_from',
      sides: ['sentinel', 'cluster'],
      message: 'is replica, which needs sentinel or cluster with nodes: one server has no replicas to be found by',
      accepted: 'master, or replica together with sentinel or cluster',
    },
  ];
}
