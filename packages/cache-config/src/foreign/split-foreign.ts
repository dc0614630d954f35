import { entryAt, type MappingEntry, type MappingNode } from '../source/config-node.ts';

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
  const withoutOthers = without(document, otherSections);
  return { known: replaceAt(withoutOthers, ['cache', 'providers'], (node) => without(node, providerNames)), foreign };
}

function without(node: MappingNode, names: readonly string[]): MappingNode {
  return { ...node, entries: new Map([...node.entries].filter(([name]) => !names.includes(name))) };
}

function replaceAt(
  node: MappingNode,
  path: readonly string[],
  change: (node: MappingNode) => MappingNode,
): MappingNode {
  const [key, ...rest] = path;
  if (key === undefined) return change(node);
  const entry = node.entries.get(key);
  if (entry?.value.kind !== 'mapping') return node;
  const value = replaceAt(entry.value, rest, change);
  return { ...node, entries: new Map(node.entries).set(key, { ...entry, value }) };
}
