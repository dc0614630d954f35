import { entryAt, type ConfigNode } from '../source/config-node.ts';
import type { Finding } from '../validation/finding.ts';
import type { RedisProviderOptions } from './redis-provider-options.ts';
import { urlParts } from './url-parts.ts';

/** Connection settings that can't hold together. */
export function redisConflicts(document: ConfigNode, options: RedisProviderOptions): Finding[] {
  const parts = urlParts(options.url);
  const findings: Finding[] = [];
  const hasUsername = options.username !== undefined || parts.has('username');
  if (hasUsername && options.password === undefined && !parts.has('password')) {
    findings.push({
      ...place(document, options.username === undefined ? 'url' : 'username'),
      message: 'needs a password beside it',
      accepted: 'a user name together with a password, or neither',
    });
  }
  if (options.ssl === false && parts.has('ssl')) {
    findings.push({
      ...place(document, 'ssl'),
      message: 'is false, but the URL begins with rediss://, which is TLS',
      accepted: 'true, or a URL that begins with redis://',
    });
  }
  return findings;
}

function place(document: ConfigNode, name: string): Pick<Finding, 'location' | 'path'> {
  const own = entryAt(document, 'cache', 'providers', 'redis', name);
  const shared = entryAt(document, 'redis', name);
  return {
    location: (own ?? shared)?.value.location ?? document.location,
    path: own === undefined ? `redis.${name}` : `cache.providers.redis.${name}`,
  };
}
