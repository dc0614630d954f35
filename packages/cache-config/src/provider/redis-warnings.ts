import { clusterSection } from '../definition/cluster-section.ts';
import type { RedisSection } from '../definition/redis-section.ts';
import { sentinelSection } from '../definition/sentinel-section.ts';
import { tlsSection } from '../definition/tls-section.ts';
import type { ConfigNode } from '../source/config-node.ts';
import type { Finding } from '../validation/finding.ts';
import { hidden, hiddenInSection, holderAt, type Holder } from './hidden-settings.ts';
import { overruledSettings } from './overruled-settings.ts';
import { overruledEncryption } from './redis-tls.ts';
import { urlParts } from './url-parts.ts';

const settings = ['host', 'port', 'path', 'db', 'username', 'password', 'ssl', 'read_from'] as const;
const ownPath = ['cache', 'providers', 'redis'] as const;

/** Warns of each connection setting that has no effect because a nearer one says the same, and names both places. */
export function redisWarnings(document: ConfigNode, shared: RedisSection, own: RedisSection): Finding[] {
  const ownHolder = (...path: readonly string[]): Holder | undefined => holderAt(document, ...ownPath, ...path);
  const sharedHolder = (...path: readonly string[]): Holder | undefined => holderAt(document, 'redis', ...path);
  const overruled = overruledSettings(shared, own);
  const overruling = (name: string): Holder | undefined => {
    const other = overruled.get(name);
    return other === undefined ? undefined : ownHolder(other);
  };
  const ownUrl = ownHolder('url');
  const sharedUrl = sharedHolder('url');
  const ownParts = urlParts(own.url);
  const sharedParts = urlParts(ownUrl === undefined && !overruled.has('url') ? shared.url : undefined);
  const sentinelEncryption = overruledEncryption(shared.sentinel ?? {}, own.sentinel ?? {});
  const inSentinel = (name: string): Holder | undefined => {
    const other = name === 'ssl' || name === 'tls' ? sentinelEncryption.get(name) : undefined;
    return other === undefined ? undefined : ownHolder('sentinel', other);
  };
  return [
    ...hidden([ownUrl ?? overruling('url'), sharedUrl]),
    ...settings.flatMap((name) => {
      const nearer = [ownHolder(name), ownParts.has(name) ? ownUrl : undefined].filter((each) => each !== undefined);
      return hidden([
        ...(nearer.length > 0 ? nearer : [overruling(name)]),
        sharedHolder(name),
        sharedParts.has(name) ? sharedUrl : undefined,
      ]);
    }),
    ...(overruled.has('tls')
      ? hidden([overruling('tls'), sharedHolder('tls')])
      : hiddenInSection(tlsSection, ownHolder('tls'), sharedHolder('tls'))),
    ...(overruled.has('sentinel')
      ? hidden([overruling('sentinel'), sharedHolder('sentinel')])
      : hiddenInSection(sentinelSection, ownHolder('sentinel'), sharedHolder('sentinel'), inSentinel)),
    ...(overruled.has('cluster')
      ? hidden([overruling('cluster'), sharedHolder('cluster')])
      : hiddenInSection(clusterSection, ownHolder('cluster'), sharedHolder('cluster'))),
  ];
}
