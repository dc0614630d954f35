import { entryAt, type MappingEntry, type MappingNode } from '../source/config-node.ts';
import { withoutEntries } from '../source/without-entries.ts';

/** A configuration without the sections that others define, and those sections by name. */
export interface SplitDocument {
  readonly known: MappingNode;
  readonly foreign: ReadonlyMap<string, MappingEntry>;
}

/** Takes out the provider sections that the app brought a schema for, and the top-level sections that it reads itself. */
export function splitForeign(
  document: MappingNode,
  providerNames: readonly string[],
  otherSections: readonly string[],
): SplitDocument {
  const foreign = new Map<string, MappingEntry>();
  for (const name of providerNames) {
    const entry = entryAt(document, 'cache', 'providers', name);
    if (entry !== undefined) foreign.set(name, entry);
  }
  const withoutOthers = withoutEntries(document, [], otherSections);
  return { known: withoutEntries(withoutOthers, ['cache', 'providers'], providerNames), foreign };
}
