import type { MemorySection } from '../definition/memory-section.ts';
import type { MemoryProviderOptions } from './memory-provider-options.ts';
import { withoutUndefined } from './without-undefined.ts';

/** The memory section as the provider takes it. */
export function memoryOptions(section: MemorySection): MemoryProviderOptions {
  return withoutUndefined<MemoryProviderOptions>({
    maxEntries: section.max_size,
    maxBytes: section.max_bytes,
    maxEntryBytes: section.max_entry_bytes,
    defaultTtl: section.default_ttl,
    sweepInterval: section.sweep_interval,
  });
}
