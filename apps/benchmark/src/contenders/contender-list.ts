import type { OpenContender } from './contender.ts';

/**
 * `project` is this one; `raw` a client or a map that a cache is built on; `library` another cache. A caching library
 * is a peer; a raw one a bound.
 */
type Role = 'project' | 'raw' | 'library';

/** How a contender is called, what it is, and where its adapter lies. */
export interface ListedContender {
  readonly name: string;
  readonly role: Role;
  /** The packages whose versions matter, as installed in this app. */
  readonly packages: readonly string[];
  /** Loads the adapter, and only with it the library. */
  readonly load: () => Promise<OpenContender>;
}
