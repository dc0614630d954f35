import { createRequire } from 'node:module';
import { messagePackOf, type PackrClass } from './message-pack-of.ts';
import type { Serializer } from './serializer.ts';

/** A serializer that can be said in a word, in a configuration file for example. */
export type SerializerName = 'superjson' | 'msgpack';

/**
 * The serializer of this name; `undefined` for superjson, which needs none. An object is a serializer already.
 *
 * @throws Error if the package that it needs is not installed.
 */
export function namedSerializer(serializer: Serializer | SerializerName): Serializer | undefined {
  if (typeof serializer === 'object') return serializer;
  if (serializer === 'superjson') return undefined;
  // Looked for when it is asked for: who does not want MessagePack need not have it.
  const { Packr } = createRequire(import.meta.url)('msgpackr') as { readonly Packr: PackrClass };
  return messagePackOf(Packr);
}
