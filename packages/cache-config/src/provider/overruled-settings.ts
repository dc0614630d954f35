import type { RedisSection } from '../definition/redis-section.ts';
import { overruledEncryption } from './redis-tls.ts';
import { hasNodes } from './redis-topology.ts';
import { urlParts } from './url-parts.ts';

/**
 * The settings of `redis` that have no effect because another one in `cache.providers.redis` speaks of the same thing, by
 * the name of that one. What stands in both by the same name is not among them.
 */
export function overruledSettings(shared: RedisSection, own: RedisSection): ReadonlyMap<string, string> {
  const ownParts = urlParts(own.url);
  const overruled = new Map([...ownParts].map((name) => [name, 'url']));
  if (isGiven(own.path)) {
    for (const name of ['host', 'port']) overruled.set(name, 'path');
    if (urlParts(shared.url).has('host')) overruled.set('url', 'path');
  }
  if (isGiven(shared.path) && own.host !== undefined) overruled.set('path', 'host');
  else if (isGiven(shared.path) && ownParts.has('host')) overruled.set('path', 'url');
  for (const [name, other] of overruledEncryption(shared, own)) overruled.set(name, other);
  for (const [name, other] of overruledTopologies(shared, own)) overruled.set(name, other);
  const topology = topologies.find((name) => hasNodes(own[name]));
  if (topology !== undefined) {
    for (const name of ['url', 'host', 'port', 'path']) overruled.set(name, topology);
  }
  return overruled;
}

const topologies = ['sentinel', 'cluster'] as const;

/** A nearer section that says of another place for the servers goes first, unless it says something of this one, too. */
function overruledTopologies(shared: RedisSection, own: RedisSection): ReadonlyMap<string, string> {
  const overruling = [
    ...topologies.filter((name) => hasNodes(own[name])),
    ...(isGiven(own.path) ? ['path'] : []),
    ...(own.host === undefined ? [] : ['host']),
    ...(urlParts(own.url).has('host') ? ['url'] : []),
  ][0];
  const overruled = topologies.filter((name) => hasNodes(shared[name]) && own[name] === undefined);
  return new Map(overruling === undefined ? [] : overruled.map((name) => [name, overruling]));
}

function isGiven(text: string | undefined): boolean {
  return text !== undefined && text !== '';
}
