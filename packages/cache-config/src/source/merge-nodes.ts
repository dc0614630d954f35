import { isEmpty, type MappingEntry, type MappingNode } from './config-node.ts';

/**
 * Lays one mapping over another: mappings merge key by key, anything else of the upper replaces the lower, and a key
 * without a value says nothing. Each value keeps the place that it came from; what merged stands where the lower does.
 */
export function mergeMappings(lower: MappingNode, upper: MappingNode): MappingNode {
  const entries = new Map(lower.entries);
  for (const [key, entry] of upper.entries) {
    const below = entries.get(key);
    entries.set(key, below === undefined ? entry : mergeEntries(below, entry));
  }
  return { ...lower, entries };
}

function mergeEntries(lower: MappingEntry, upper: MappingEntry): MappingEntry {
  if (isEmpty(upper.value)) return lower;
  if (lower.value.kind !== 'mapping' || upper.value.kind !== 'mapping') return upper;
  return { location: lower.location, value: mergeMappings(lower.value, upper.value) };
}
