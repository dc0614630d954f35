/** A server that a Debian release has, by name and version. */
export type ServerRelease = 'redis-7.0' | 'redis-8.0' | 'valkey-8.1';

/** Where each is found: the codename of the Debian release, and the package. */
export const serverReleases: Readonly<Record<ServerRelease, { readonly suite: string; readonly package: string }>> = {
  'redis-7.0': { suite: 'bookworm', package: 'redis-server' },
  'redis-8.0': { suite: 'trixie', package: 'redis-server' },
  'valkey-8.1': { suite: 'trixie', package: 'valkey-server' },
};

export const serverReleaseNames: readonly ServerRelease[] = ['redis-7.0', 'redis-8.0', 'valkey-8.1'];
