import { formatLocation, type SourceLocation } from '@modular-agent/cache-config';

/** A provider that is enabled and that the app passed no factory for. */
export interface MissingProvider {
  readonly name: string;
  /** Where the configuration enables it. */
  readonly source: SourceLocation;
  /** Names of the caches that read through it, or fall back to it. */
  readonly caches: readonly string[];
}

const packages: ReadonlyMap<string, { readonly name: string; readonly className: string }> = new Map([
  ['memory', { name: '@modular-agent/cache-memory', className: 'MemoryCacheProvider' }],
  ['redis', { name: '@modular-agent/cache-redis', className: 'RedisCacheProvider' }],
]);

const mark = Symbol.for('@modular-agent/missing-provider-error');

/** The configuration enables providers that the app can't make. Says where, and what to install. */
export class MissingProviderError extends Error {
  override readonly name = 'MissingProviderError';
  /** Every such provider. At least one. */
  readonly missing: readonly MissingProvider[];

  constructor(missing: readonly MissingProvider[]) {
    super(missing.map(describe).join('\n'));
    this.missing = missing;
  }

  /** Is it an error of any copy of this package? */
  static isInstance(value: unknown): value is MissingProviderError {
    return typeof value === 'object' && value !== null && mark in value;
  }
}

Object.defineProperty(MissingProviderError.prototype, mark, { value: true });

function describe({ name, source, caches }: MissingProvider): string {
  const known = packages.get(name);
  const factory =
    known === undefined
      ? `install the package that has it, and pass providers: { ${JSON.stringify(name)}: (options) => … } to createCacheModule`
      : `install ${known.name}, and pass providers: { ${name}: (options) => new ${known.className}(options) } to createCacheModule`;
  const quoted = caches.map((cache) => `"${cache}"`).join(', ');
  const [need, otherwise] =
    caches.length === 0
      ? ['', 'disable it']
      : [` for the ${caches.length === 1 ? 'cache' : 'caches'} ${quoted}`, 'take it out of there and disable it'];
  return `${formatLocation(source)}: the cache provider "${name}" is enabled here${need}, but the app has no factory for it: ${factory}; or ${otherwise}`;
}
