import type { MappingNode } from './config-node.ts';

/** A mapping without some keys of the mapping at a path in it, if there is one. */
export function withoutEntries(node: MappingNode, path: readonly string[], names: readonly string[]): MappingNode {
  const [key, ...rest] = path;
  if (key === undefined) {
    return { ...node, entries: new Map([...node.entries].filter(([name]) => !names.includes(name))) };
  }
  const entry = node.entries.get(key);
  if (entry?.value.kind !== 'mapping') return node;
  const value = withoutEntries(entry.value, rest, names);
  return { ...node, entries: new Map(node.entries).set(key, { ...entry, value }) };
}
