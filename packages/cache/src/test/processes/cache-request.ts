/** Options of the cache of a process. */
export interface ProcessOptions {
  readonly redis: object;
  readonly cache?: object | undefined;
}

/** Commands to a process with a cache. */
export type CacheRequest = { readonly id: number } & CacheOrder;

export type CacheOrder =
  | { readonly do: 'ready' }
  | { readonly do: 'herd'; readonly key: string; readonly callers: number; readonly loaderTakes: number }
  | { readonly do: 'set'; readonly key: string; readonly value: unknown; readonly tags: readonly string[] }
  | { readonly do: 'get'; readonly key: string }
  | { readonly do: 'invalidate'; readonly tags: readonly string[] }
  | { readonly do: 'hang'; readonly key: string }
  | { readonly do: 'watch'; readonly key: string }
  | { readonly do: 'stats' };
