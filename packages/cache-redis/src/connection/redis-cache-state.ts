/**
 * Where a provider stands: `idle` before its first call; `connecting` while the first attempt is under way, and calls wait
 * for it; `ready`; `open`, like a circuit breaker, while the server can't be used and calls are refused at once;
 * `half-open` while it is being tried again, and calls are still refused; `closed` after `close`. It is that of the connection
 * that takes the writes; when that one alone is away, reads go on over another. In a Cluster it is that of the node that is
 * worst off, while keys of the others are served.
 */
export type RedisCacheState = 'idle' | 'connecting' | 'ready' | 'open' | 'half-open' | 'closed';
