import type { NamedCacheConfig } from '../cache-config.ts';
import type { CacheSection } from '../definition/cache-section.ts';
import type { CacheSettingsSection } from '../definition/cache-settings-section.ts';
import { impliedProvider } from '../resolution/default-provider.ts';
import type { ProviderState } from '../resolution/provider-states.ts';
import type { MappingNode } from '../source/config-node.ts';
import type { Finding } from '../validation/finding.ts';
import type { ReadContext } from '../validation/read-context.ts';
import { cacheOptions } from './cache-options.ts';
import { cachePlace, type CachePlace } from './cache-place.ts';
import { fallbackMention, tierMentions } from './provider-mentions.ts';
import { fallbackFindings, tierFindings } from './tier-findings.ts';

/** The cache that is meant where none is named. */
const impliedName = 'default';

/** Every cache by its name, and the name of the default one. */
export interface ResolvedCaches {
  readonly defaultCache: string;
  readonly caches: Readonly<Record<string, NamedCacheConfig>>;
}

/** Turns what was read of caches into what `createCache` takes, and checks the providers that they name. */
export function resolveCaches(
  document: MappingNode,
  section: CacheSection,
  states: ReadonlyMap<string, ProviderState>,
  context: ReadContext,
): ResolvedCaches {
  const { name: defaultCache = impliedName, caches: further = {} } = section;
  const unread = context.problems.map(({ path = '' }) => path);
  const caches = new Map<string, NamedCacheConfig>();
  const add = (name: string, own: CacheSettingsSection, place: CachePlace): void => {
    const tiers = tiersOf(own, section);
    // Where what says them is wrong already, what they are is not known.
    const isUnknown = unread.some((path) => tierSettings(place).some((setting) => path.startsWith(setting)));
    context.problems.push(
      ...tierFindings(tierMentions(place, context), states),
      ...fallbackFindings(fallbackMention(place, own.fallback, context), isUnknown ? [] : tiers, states),
    );
    caches.set(name, {
      tiers,
      ...fallbackOf(own, section, tiers),
      options: cacheOptions(name, { ...section, ...own }),
      source: place.location,
    });
  };
  add(defaultCache, section, cachePlace(document));
  for (const [name, own] of Object.entries(further)) {
    const place = cachePlace(document, name);
    if (name === defaultCache) context.problems.push(twiceFinding(place));
    add(name, own, place);
  }
  return { defaultCache, caches: Object.fromEntries(caches) };
}

function tierSettings({ path }: CachePlace): readonly string[] {
  return [`${path}.tiers`, 'cache.tiers', 'cache.default_provider'];
}

/** Those that are said nearest, else the default provider. A list with nothing in it says nothing. */
function tiersOf(own: CacheSettingsSection, section: CacheSection): readonly string[] {
  const said = [own.tiers, section.tiers].find((names) => names !== undefined && names.length > 0);
  return said ?? [section.default_provider ?? impliedProvider];
}

/** What is said nearest. That of the section `cache` stands in for no cache which has it among its tiers. */
function fallbackOf(
  own: CacheSettingsSection,
  section: CacheSection,
  tiers: readonly string[],
): { readonly fallback?: string } {
  const { fallback = '' } = { ...section, ...own };
  return fallback === '' || tiers.includes(fallback) ? {} : { fallback };
}

function twiceFinding({ path, location }: CachePlace): Finding {
  return {
    location,
    path,
    message: 'is the default cache, whose settings stand in cache itself',
    accepted: 'another name, here or as cache.name',
  };
}
