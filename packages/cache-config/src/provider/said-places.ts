import type { RedisSection } from '../definition/redis-section.ts';
import { isDefault, type Environment } from '../interpolation/interpolate.ts';
import { entryAt, type ConfigNode, type MappingNode } from '../source/config-node.ts';
import { withoutEntries } from '../source/without-entries.ts';
import { overruledSettings } from './overruled-settings.ts';
import { hasNodes } from './redis-topology.ts';

/** Both Redis sections, as they were read and as they stand in the document. */
export interface RedisSections {
  readonly document: MappingNode;
  readonly shared: RedisSection;
  readonly own: RedisSection;
}

const places = ['url', 'host', 'port', 'path'] as const;
const sharedPath = ['redis'] as const;
const ownPath = ['cache', 'providers', 'redis'] as const;

/**
 * The same without `url`, `host`, `port` and `path` that are only the default of a placeholder, where `sentinel` or `cluster`
 * says where the servers are: one document, `host: "${REDIS_HOST:localhost}"` in it, can then serve every topology.
 */
export function withSaidPlaces(sections: RedisSections, environment: Environment): RedisSections {
  const { document, shared, own } = sections;
  const sharedDefaults = defaults(entryAt(document, ...sharedPath)?.value, environment);
  const ownDefaults = defaults(entryAt(document, ...ownPath)?.value, environment);
  const said: RedisSections = {
    document: withoutEntries(withoutEntries(document, sharedPath, sharedDefaults), ownPath, ownDefaults),
    shared: without(shared, sharedDefaults),
    own: without(own, ownDefaults),
  };
  return hasSeveralServers(said) ? said : sections;
}

function hasSeveralServers({ shared, own }: RedisSections): boolean {
  const overruled = overruledSettings(shared, own);
  return (['sentinel', 'cluster'] as const).some((name) => {
    const below = overruled.has(name) ? undefined : shared[name];
    return hasNodes({ ...below, ...own[name] });
  });
}

function defaults(section: ConfigNode | undefined, environment: Environment): readonly string[] {
  return places.filter((name) => {
    const node = entryAt(section, name)?.value;
    if (node?.kind !== 'scalar' || node.origin !== 'file' || typeof node.value !== 'string') return false;
    return isDefault(node.value, environment);
  });
}

function without(section: RedisSection, names: readonly string[]): RedisSection {
  return Object.fromEntries(Object.entries(section).filter(([name]) => !names.includes(name)));
}
