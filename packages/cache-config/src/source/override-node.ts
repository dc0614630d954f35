import type { ConfigNode, MappingEntry, MappingNode } from './config-node.ts';
import type { SourceLocation } from './source-location.ts';

/** What an app may set over the files, shaped as the YAML is. `undefined` and `null` say nothing. */
export interface ConfigOverrides {
  readonly [key: string]: OverrideValue;
}

export type OverrideValue =
  | string
  | number
  | boolean
  | null
  | undefined
  | readonly OverrideValue[]
  | { readonly [key: string]: OverrideValue };

/** The place of everything that the app sets. */
const overridesLocation: SourceLocation = { file: 'overrides' };

/** Overrides as the last layer. Their texts are not interpolated. */
export function overridesNode(overrides: ConfigOverrides): MappingNode {
  return mapping(overrides);
}

function mapping(values: { readonly [key: string]: OverrideValue }): MappingNode {
  const entries = new Map<string, MappingEntry>();
  for (const [key, value] of Object.entries(values)) {
    if (value !== undefined) entries.set(key, { location: overridesLocation, value: toNode(value) });
  }
  return { kind: 'mapping', location: overridesLocation, entries };
}

function toNode(value: Exclude<OverrideValue, undefined>): ConfigNode {
  if (Array.isArray(value)) {
    const items = (value as readonly OverrideValue[]).map((item) => toNode(item ?? null));
    return { kind: 'list', location: overridesLocation, items };
  }
  if (typeof value === 'object' && value !== null) return mapping(value as { readonly [key: string]: OverrideValue });
  return { kind: 'scalar', location: overridesLocation, value, origin: 'app' };
}
