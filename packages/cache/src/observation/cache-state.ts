/** `ready`, or not wholly: then some of what a cache is for is done without. */
export type CacheState = 'ready' | 'degraded' | 'closed';
