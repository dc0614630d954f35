import type { ClusterSection } from '../definition/cluster-section.ts';
import type { SentinelSection } from '../definition/sentinel-section.ts';
import { conceal } from './conceal.ts';
import type { RedisClusterSettings } from './redis-cluster-settings.ts';
import type { RedisSentinelSettings } from './redis-sentinel-settings.ts';
import { mergeEncryption } from './redis-tls.ts';
import { textOrNone } from './text-or-none.ts';
import { withoutUndefined } from './without-undefined.ts';

/** Does it say where servers are? With empty nodes, as where every variable in them is unset, it says nothing. */
export function hasNodes(section: { readonly nodes?: readonly string[] } | undefined): boolean {
  return section?.nodes !== undefined && section.nodes.length > 0;
}

/** Both `sentinel` sections as the provider takes them, setting by setting: `own` goes before `shared`. */
export function redisSentinel(
  shared: SentinelSection | undefined,
  own: SentinelSection | undefined,
): RedisSentinelSettings | undefined {
  if (shared === undefined && own === undefined) return undefined;
  const merged: SentinelSection = { ...shared, ...own };
  const { name = '', nodes } = merged;
  if (nodes?.length === 0) return undefined;
  const settings = withoutUndefined<RedisSentinelSettings>({
    name,
    // Neither a missing name nor missing nodes come out: both are conflicts.
    nodes: nodes ?? [],
    username: textOrNone(merged.username),
    password: textOrNone(merged.password),
    ...mergeEncryption(shared ?? {}, own ?? {}),
  });
  return conceal(settings, ['password']);
}

/** Both `cluster` sections as the provider takes them, setting by setting: `own` goes before `shared`. */
export function redisCluster(
  shared: ClusterSection | undefined,
  own: ClusterSection | undefined,
): RedisClusterSettings | undefined {
  if (shared === undefined && own === undefined) return undefined;
  const { nodes, address_map: addressMap } = { ...shared, ...own };
  if (nodes?.length === 0) return undefined;
  return withoutUndefined<RedisClusterSettings>({ nodes: nodes ?? [], addressMap });
}
