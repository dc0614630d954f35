import type { CacheConfig, ProviderConfig } from '../cache-config.ts';
import { resolveCaches } from '../caches/resolve-caches.ts';
import type { DocumentSection } from '../definition/document-section.ts';
import type { ForeignSection } from '../foreign/read-foreign.ts';
import { deepFreeze } from '../provider/deep-freeze.ts';
import { memoryConflicts } from '../provider/memory-conflicts.ts';
import { memoryOptions } from '../provider/memory-options.ts';
import { redisConflicts } from '../provider/redis-conflicts.ts';
import { redisOptions } from '../provider/redis-options.ts';
import { redisWarnings } from '../provider/redis-warnings.ts';
import { withSaidPlaces } from '../provider/said-places.ts';
import type { MappingNode } from '../source/config-node.ts';
import type { ReadContext } from '../validation/read-context.ts';
import { defaultProviderFindings, impliedProvider } from './default-provider.ts';
import { providerStates, type ProviderState } from './provider-states.ts';

/** Turns what was read into what the program works with, and checks what concerns several settings. */
export function resolveConfig(
  document: MappingNode,
  section: DocumentSection,
  foreign: ReadonlyMap<string, ForeignSection | undefined>,
  context: ReadContext,
): CacheConfig {
  const said = withSaidPlaces(
    { document, shared: section.redis ?? {}, own: section.cache?.providers?.redis ?? {} },
    context.environment,
  );
  const redis = redisOptions(said.shared, said.own);
  const memory = memoryOptions(section.cache?.providers?.memory ?? {});
  const states = providerStates(document, section, foreign);
  const unreadable = new Set(context.problems.map(({ path = '' }) => path));
  context.problems.push(
    ...memoryConflicts(document, memory),
    ...redisConflicts(said.document, redis, unreadable),
    ...defaultProviderFindings(document, section.cache?.default_provider, states),
  );
  const caches = resolveCaches(document, section.cache ?? {}, states, context);
  context.warnings.push(...unsaidWarnings(states), ...redisWarnings(said.document, said.shared, said.own));
  const options = new Map<string, unknown>([
    ['memory', memory],
    ['redis', redis],
    ...[...foreign].map(([name, read]) => [name, read?.options] as const),
  ]);
  const providers = [...states].map(([name, state]): [string, ProviderConfig] => [
    name,
    { enabled: state.enabled ?? false, options: options.get(name), source: state.source },
  ]);
  return deepFreeze({
    cache: {
      defaultProvider: section.cache?.default_provider ?? impliedProvider,
      providers: Object.fromEntries(providers),
      ...caches,
    },
  }) as CacheConfig;
}

function unsaidWarnings(states: ReadonlyMap<string, ProviderState>): ReadContext['warnings'] {
  return [...states].flatMap(([name, state]) =>
    state.unsaid
      ? [
          {
            location: state.source,
            path: `cache.providers.${name}`,
            message: 'does not say whether it is enabled, so it is off; add "enabled: true" or "enabled: false"',
          },
        ]
      : [],
  );
}
