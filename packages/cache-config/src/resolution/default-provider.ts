import { entryAt, isEmpty, type MappingNode } from '../source/config-node.ts';
import type { Finding } from '../validation/finding.ts';
import { providerNameFindings } from './provider-name.ts';
import type { ProviderState } from './provider-states.ts';

/** The provider that is meant where none is named. */
export const impliedProvider = 'memory';

/** What is wrong with the default provider, if anything: it must be known, and enabled. */
export function defaultProviderFindings(
  document: MappingNode,
  said: string | undefined,
  states: ReadonlyMap<string, ProviderState>,
): Finding[] {
  const entry = entryAt(document, 'cache', 'default_provider');
  const isSaid = entry !== undefined && !isEmpty(entry.value);
  // It is written, but can't be read: that was reported.
  if (isSaid && said === undefined) return [];
  const location = (isSaid ? entry.value : entryAt(document, 'cache'))?.location ?? document.location;
  const mention = { location, path: 'cache.default_provider', name: said ?? impliedProvider, variables: [] };
  return providerNameFindings(mention, states, isSaid ? 'names' : 'is not given, and means');
}
