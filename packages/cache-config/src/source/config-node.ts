import type { SourceLocation } from './source-location.ts';

/** A value of a configuration that knows where it stands. */
export type ConfigNode = MappingNode | ListNode | ScalarNode;

export interface MappingNode {
  readonly kind: 'mapping';
  readonly location: SourceLocation;
  readonly entries: ReadonlyMap<string, MappingEntry>;
}

export interface MappingEntry {
  /** Where the key stands. */
  readonly location: SourceLocation;
  readonly value: ConfigNode;
}

interface ListNode {
  readonly kind: 'list';
  readonly location: SourceLocation;
  readonly items: readonly ConfigNode[];
}

export interface ScalarNode {
  readonly kind: 'scalar';
  readonly location: SourceLocation;
  readonly value: Scalar;
  /** Text from a file is interpolated; text from the app is taken as it is and read as a flag's text would be. */
  readonly origin: 'file' | 'app';
}

export type Scalar = string | number | boolean | null;

/** Does the key stand there without a value? */
export function isEmpty(node: ConfigNode): boolean {
  return node.kind === 'scalar' && node.value === null;
}

/** The entry at a path of keys, if every mapping on the way is there. */
export function entryAt(node: ConfigNode | undefined, ...keys: readonly string[]): MappingEntry | undefined {
  let entry: MappingEntry | undefined;
  let current = node;
  for (const key of keys) {
    entry = current?.kind === 'mapping' ? current.entries.get(key) : undefined;
    current = entry?.value;
  }
  return entry;
}
