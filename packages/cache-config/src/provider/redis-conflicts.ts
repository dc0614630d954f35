import { entryAt, isEmpty, type ConfigNode } from '../source/config-node.ts';
import { formatLocation } from '../source/source-location.ts';
import type { Finding } from '../validation/finding.ts';
import type { Conflict, Locate } from './conflict.ts';
import { formatConflicts } from './format-conflicts.ts';
import type { RedisProviderOptions } from './redis-provider-options.ts';
import { tlsConflicts } from './tls-conflicts.ts';
import { topologyConflicts } from './topology-conflicts.ts';
import { urlParts } from './url-parts.ts';

/**
 * Connection settings that can't hold together.
 *
 * @param unreadable Paths of settings that were reported already. What they would say is not known, so no conflict is told
 * in which one of them has a say.
 */
export function redisConflicts(
  document: ConfigNode,
  options: RedisProviderOptions,
  unreadable: ReadonlySet<string>,
): Finding[] {
  const locate: Locate = (names) => names.map((name) => placeText(document, name)).join(' and ');
  return [
    ...loginConflicts(options),
    ...urlConflicts(options),
    ...tlsConflicts(options, '', locate),
    ...pathConflicts(options, locate),
    ...topologyConflicts(options, locate),
    ...formatConflicts(options),
  ]
    .filter(({ at, sides }) => ![at, ...sides].some((name) => isUnreadable(name, unreadable)))
    .map(({ at, message, accepted }) => ({ ...place(document, at), message, accepted }));
}

/** It, or a part of it: a setting of a section. */
function isUnreadable(name: string, unreadable: ReadonlySet<string>): boolean {
  const places = [`redis.${name}`, `cache.providers.redis.${name}`];
  return [...unreadable].some((path) => places.some((whole) => path === whole || path.startsWith(`${whole}.`)));
}

function loginConflicts({ url, username, password }: RedisProviderOptions): Conflict[] {
  const parts = urlParts(url);
  const hasUsername = username !== undefined || parts.has('username');
  if (!hasUsername || password !== undefined || parts.has('password')) return [];
  return [
    {
      at: username === undefined ? 'url' : 'username',
      sides: ['url', 'username', 'password'],
      message: 'needs a password beside it',
      accepted: 'a user name together with a password, or neither',
    },
  ];
}

function urlConflicts({ url, ssl }: RedisProviderOptions): Conflict[] {
  if (ssl !== false || !urlParts(url).has('ssl')) return [];
  return [
    {
      at: 'ssl',
      sides: ['url'],
      message: 'is false, but the URL begins with rediss://, which is TLS',
      accepted: 'true, or a URL that begins with redis://',
    },
  ];
}

function pathConflicts(options: RedisProviderOptions, locate: Locate): Conflict[] {
  const { path, host, port, url, ssl, tls } = options;
  if (path === undefined) return [];
  const parts = urlParts(url);
  const addresses = [
    ...(host === undefined ? [] : ['host']),
    ...(port === undefined ? [] : ['port']),
    ...(parts.has('host') ? ['url'] : []),
  ];
  const encryptions = [
    ...(ssl === true ? ['ssl'] : []),
    ...(ssl !== false && tls !== undefined ? ['tls'] : []),
    ...(ssl !== false && parts.has('ssl') && !parts.has('host') ? ['url'] : []),
  ];
  const found: Conflict[] = [];
  if (addresses.length > 0) {
    found.push({
      at: 'path',
      sides: ['host', 'port', 'url'],
      message: `stands beside ${locate(addresses)}, and a server is reached by one of them`,
      accepted: 'a path alone, or host and port or a URL without a path',
    });
  }
  if (encryptions.length > 0) {
    found.push({
      at: 'path',
      sides: ['host', 'ssl', 'tls', 'url'],
      message: `stands beside ${locate(encryptions)}, and a Unix socket is not encrypted`,
      accepted: 'a path without TLS, or host and port or a URL in its place',
    });
  }
  return found;
}

function place(document: ConfigNode, name: string): Pick<Required<Finding>, 'location' | 'path'> {
  const steps = name.split('.');
  const own = entryAt(document, 'cache', 'providers', 'redis', ...steps);
  const isOwn = own !== undefined && !isEmpty(own.value);
  const entry = isOwn ? own : entryAt(document, 'redis', ...steps);
  return {
    location: entry?.value.location ?? document.location,
    path: isOwn ? `cache.providers.redis.${name}` : `redis.${name}`,
  };
}

function placeText(document: ConfigNode, name: string): string {
  const { location, path } = place(document, name);
  return `${path} (${formatLocation(location)})`;
}
