import type { RedisSection } from '../definition/redis-section.ts';
import { isBlankTls } from './redis-tls.ts';
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
  if (own.ssl === false) overruled.set('tls', 'ssl');
  if (shared.ssl === false && own.tls !== undefined && !isBlankTls(own.tls)) overruled.set('ssl', 'tls');
  return overruled;
}

function isGiven(text: string | undefined): boolean {
  return text !== undefined && text !== '';
}
