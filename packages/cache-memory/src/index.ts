export type { MemoryCacheOptions } from './memory-cache-options.ts';
export { MemoryCacheProvider } from './memory-cache-provider.ts';
