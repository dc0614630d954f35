import type { ConfigNode, Scalar } from '../source/config-node.ts';
import type { SourceLocation } from '../source/source-location.ts';

/** Something to tell the user, before secrets are masked. */
export interface Finding {
  readonly location: SourceLocation;
  /** Which setting, if it is about one: `cache.providers.redis.port`. */
  readonly path?: string;
  /** What is wrong; goes on from the path: `is not a known setting`. Holds no text of the configuration. */
  readonly message: string;
  /** What a schema of the app said. May hold text of the configuration. */
  readonly quote?: string;
  readonly found?: FoundValue;
  readonly accepted?: string;
}

/** What stands there: a single value, or only what sort of thing it is. */
export type FoundValue =
  | { readonly sort: string }
  | {
      readonly value: Exclude<Scalar, null>;
      /** Is it never to be shown? */
      readonly secret: boolean;
      /** Environment variables that it came from. */
      readonly variables: readonly string[];
      /** The text that it is a part of: where that is a secret, it is one. */
      readonly within?: string;
    };

/** What a node is. Its content is not told: a secret may stand in it. */
export function sortOfNode(node: ConfigNode): FoundValue {
  return { sort: sorts[node.kind] };
}

const sorts = { mapping: 'a mapping', list: 'a list', scalar: 'a single value' } as const;
