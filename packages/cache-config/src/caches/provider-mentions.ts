import { tiersList } from '../definition/cache-settings-section.ts';
import type { ProviderMention } from '../resolution/provider-name.ts';
import type { ReadContext } from '../validation/read-context.ts';
import { readListItems } from '../validation/read-list.ts';
import { readScalar } from '../validation/read-scalar.ts';
import { childPath } from '../validation/setting-path.ts';
import type { CachePlace } from './cache-place.ts';

/** Where a cache names its tiers, in their order. What can't be read was reported, and is not among them. */
export function tierMentions(place: CachePlace, context: ReadContext): readonly ProviderMention[] {
  const node = place.valueOf('tiers');
  if (node === undefined) return [];
  const items = readListItems(tiersList, node, childPath(place.path, 'tiers'), unheard(context)) ?? [];
  return items.map(({ value, location, path, variables }) => ({ name: value, location, path, variables }));
}

/** Where a cache names its fallback, if it does, and that can be read. */
export function fallbackMention(
  place: CachePlace,
  name: string | undefined,
  context: ReadContext,
): ProviderMention | undefined {
  const node = place.valueOf('fallback');
  if (node?.kind !== 'scalar' || name === undefined || name === '') return undefined;
  const path = childPath(place.path, 'fallback');
  const variables = readScalar(node, path, unheard(context))?.variables ?? [];
  return { name, location: node.location, path, variables };
}

/** What is found in a second reading was reported after the first. */
function unheard({ environment }: ReadContext): ReadContext {
  return { environment, problems: [], warnings: [] };
}
