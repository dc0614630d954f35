import { flag } from '../definition/fields.ts';
import type { ConfigNode, ScalarNode } from '../source/config-node.ts';
import type { ReadContext } from '../validation/read-context.ts';
import { readScalar } from '../validation/read-scalar.ts';
import { childPath, itemPath } from '../validation/setting-path.ts';

/** Decides which interpolated texts are read as the number, `true` or `false` that they look like. */
export type Coerce = (node: ScalarNode) => boolean;

/** A section as plain data, interpolated. */
export function plainValue(node: ConfigNode, path: string, context: ReadContext, coerce: Coerce): unknown {
  switch (node.kind) {
    case 'mapping':
      return Object.fromEntries(
        [...node.entries].map(([key, entry]) => [key, plainValue(entry.value, childPath(path, key), context, coerce)]),
      );
    case 'list':
      return node.items.map((item, index) => plainValue(item, itemPath(path, index), context, coerce));
    default:
      return plainScalar(node, path, context, coerce);
  }
}

function plainScalar(node: ScalarNode, path: string, context: ReadContext, coerce: Coerce): unknown {
  const reading = readScalar(node, path, context);
  return reading?.coercible === true && coerce(node) ? looksLike(String(reading.value)) : reading?.value;
}

function looksLike(text: string): unknown {
  const trimmed = text.trim();
  if (trimmed !== '' && /^[+-]?\d+(?:\.\d+)?$/.test(trimmed)) return Number(trimmed);
  return readFlag(text);
}

const readFlag = flag({ description: '' }).fromText;
