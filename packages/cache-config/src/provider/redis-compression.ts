import type { CompressionSection } from '../definition/compression-section.ts';
import { withoutUndefined } from './without-undefined.ts';

/** What the sections `compression` say together, as `RedisCacheProvider` takes it. */
export interface RedisCompressionSettings {
  readonly algorithm?: 'brotli' | 'gzip' | 'zstd';
  /** Bytes. */
  readonly threshold?: number;
  readonly level?: number;
}

/** The nearer section goes first, setting by setting; `undefined` unless it is enabled in what comes out. */
export function redisCompression(
  shared: CompressionSection | undefined,
  own: CompressionSection | undefined,
): RedisCompressionSettings | undefined {
  const { enabled = false, algorithm, threshold, level } = { ...shared, ...own };
  return enabled ? withoutUndefined<RedisCompressionSettings>({ algorithm, threshold, level }) : undefined;
}
