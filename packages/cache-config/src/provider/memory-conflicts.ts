import { entryAt, type ConfigNode } from '../source/config-node.ts';
import type { Finding } from '../validation/finding.ts';
import type { MemoryProviderOptions } from './memory-provider-options.ts';

/** Memory settings that can't hold together. */
export function memoryConflicts(document: ConfigNode, options: MemoryProviderOptions): Finding[] {
  const { maxBytes = Infinity, maxEntryBytes = 0 } = options;
  if (maxEntryBytes <= maxBytes) return [];
  return [
    {
      location:
        entryAt(document, 'cache', 'providers', 'memory', 'max_entry_bytes')?.value.location ?? document.location,
      path: 'cache.providers.memory.max_entry_bytes',
      message: 'is more than max_bytes',
      found: { value: maxEntryBytes, secret: false, variables: [] },
      accepted: `at most max_bytes, which is ${maxBytes}`,
    },
  ];
}
