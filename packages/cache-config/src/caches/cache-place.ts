import { entryAt, isEmpty, type ConfigNode, type MappingNode } from '../source/config-node.ts';
import { childPath } from '../validation/setting-path.ts';
import type { SourceLocation } from '../source/source-location.ts';

/** Where the settings of a cache stand. */
export interface CachePlace {
  readonly path: string;
  /** Where its key stands; where there is none, the nearest place around. */
  readonly location: SourceLocation;
  /** The value of one of its settings, if it has one. */
  readonly valueOf: (setting: string) => ConfigNode | undefined;
}

/** The place of the default cache, or of the further one of that name. */
export function cachePlace(document: MappingNode, name?: string): CachePlace {
  const keys = name === undefined ? ['cache'] : ['cache', 'caches', name];
  return {
    path: name === undefined ? 'cache' : childPath('cache.caches', name),
    location: entryAt(document, ...keys)?.location ?? document.location,
    valueOf: (setting) => {
      const node = entryAt(document, ...keys, setting)?.value;
      return node === undefined || isEmpty(node) ? undefined : node;
    },
  };
}
