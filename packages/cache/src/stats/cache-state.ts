/** `degraded` while a tier or the coordination is unavailable, messages are not received, or writes are pending. */
export type CacheState = 'ready' | 'degraded' | 'closed';
