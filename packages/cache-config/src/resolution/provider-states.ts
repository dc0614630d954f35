import type { DocumentSection } from '../definition/document-section.ts';
import type { ForeignSection } from '../foreign/read-foreign.ts';
import { entryAt, isEmpty, type MappingNode } from '../source/config-node.ts';
import type { SourceLocation } from '../source/source-location.ts';

/** Is a provider on, and what says so? */
export interface ProviderState {
  /** `undefined` if what is written about it is wrong, and was reported. */
  readonly enabled: boolean | undefined;
  /** Where it is switched on or off, or the nearest place around. */
  readonly source: SourceLocation;
  /** What keeps it off, or would. */
  readonly switchPath: string;
  /** Is the section there, without saying? */
  readonly unsaid: boolean;
}

/** Every provider that is known, on only if every `enabled` on the way to it is true. */
export function providerStates(
  document: MappingNode,
  section: DocumentSection,
  foreign: ReadonlyMap<string, ForeignSection | undefined>,
): ReadonlyMap<string, ProviderState> {
  const providers = section.cache?.providers;
  const states = new Map<string, ProviderState>();
  states.set('memory', ownState(document, 'memory', providers?.memory));
  const redis = ownState(document, 'redis', providers?.redis);
  states.set('redis', redis.enabled === true ? throughShared(document, section, redis) : redis);
  for (const [name, read] of foreign) states.set(name, ownState(document, name, read));
  return states;
}

function ownState(
  document: MappingNode,
  name: string,
  section: { readonly enabled?: boolean } | undefined,
): ProviderState {
  const entry = entryAt(document, 'cache', 'providers', name);
  const said = entryAt(document, 'cache', 'providers', name, 'enabled');
  const isSaid = said !== undefined && !isEmpty(said.value);
  const around = [entry, entryAt(document, 'cache', 'providers'), entryAt(document, 'cache')];
  const isWrong =
    isSaid || around.some((outer) => outer !== undefined && !isEmpty(outer.value) && outer.value.kind !== 'mapping');
  const nearest = around.find((outer) => outer !== undefined);
  return {
    enabled: section?.enabled ?? (isWrong ? undefined : false),
    source: (isSaid ? said.value : nearest)?.location ?? document.location,
    switchPath: `cache.providers.${name}.enabled`,
    unsaid: entry?.value.kind === 'mapping' && !isSaid,
  };
}

/** The top-level section has a say, too. */
function throughShared(document: MappingNode, section: DocumentSection, own: ProviderState): ProviderState {
  const said = entryAt(document, 'redis', 'enabled');
  if (said === undefined || isEmpty(said.value)) return own;
  const enabled = section.redis?.enabled;
  if (enabled === true) return own;
  return { ...own, enabled, source: said.value.location, switchPath: 'redis.enabled' };
}
