import { flag } from '../definition/fields.ts';
import type { Section } from '../definition/field.ts';
import {
  isEmpty,
  type ConfigNode,
  type MappingEntry,
  type MappingNode,
  type ScalarNode,
} from '../source/config-node.ts';
import type { StandardIssue, StandardSchema } from '../standard-schema.ts';
import { sortOfNode, type Finding } from '../validation/finding.ts';
import type { ReadContext } from '../validation/read-context.ts';
import { readSection } from '../validation/read-section.ts';
import { childPath, itemPath } from '../validation/setting-path.ts';
import { plainValue } from './plain-value.ts';

/** What a third-party provider's section says. */
export interface ForeignSection {
  readonly enabled?: boolean;
  readonly options: unknown;
}

interface Switch {
  readonly enabled?: boolean;
}

const switchSection: Section<Switch> = {
  kind: 'section',
  description: 'The one setting that every provider has.',
  fields: { enabled: flag({ description: 'Is this provider on?', default: false }) },
};

/**
 * Reads the section of a third-party provider: `enabled` is ours, the rest is for its schema.
 *
 * A schema does not tell its types. So an interpolated text goes in as text first, and as the number, `true` or `false`
 * that it looks like where the schema refuses the text.
 */
export async function readForeign(
  entry: MappingEntry,
  path: string,
  schema: StandardSchema,
  context: ReadContext,
): Promise<ForeignSection | undefined> {
  const { location, value: node } = entry;
  if (isEmpty(node)) {
    context.warnings.push({ location, path, message: 'has no value and is ignored; give it one, or remove the line' });
    return undefined;
  }
  if (node.kind !== 'mapping') {
    context.problems.push({ location: node.location, path, message: 'must be a mapping', found: sortOfNode(node) });
    return undefined;
  }
  const { enabled } = readSection(switchSection, only(node, true), path, context);
  const rest = only(node, false);
  const before = context.problems.length;
  const asText = plainValue(rest, path, context, () => false);
  if (context.problems.length > before) return undefined;
  const first = await schema['~standard'].validate(asText);
  if (first.issues === undefined) return { ...(enabled === undefined ? {} : { enabled }), options: first.value };
  const refused = new Set<ConfigNode>(first.issues.map((issue) => follow(rest, issue, path).node));
  const asTyped = plainValue(rest, path, context, (scalar: ScalarNode) => refused.has(scalar));
  const second = await schema['~standard'].validate(asTyped);
  if (second.issues === undefined) return { ...(enabled === undefined ? {} : { enabled }), options: second.value };
  context.problems.push(...second.issues.map((issue) => toFinding(issue, rest, path)));
  return undefined;
}

function only(node: MappingNode, isSwitch: boolean): MappingNode {
  return { ...node, entries: new Map([...node.entries].filter(([key]) => (key === 'enabled') === isSwitch)) };
}

function toFinding(issue: StandardIssue, root: ConfigNode, path: string): Finding {
  const place = follow(root, issue, path);
  return { location: place.node.location, path: place.path, message: 'is not valid', quote: issue.message };
}

/** The nearest node on the way that an issue names, and its path. */
function follow(
  root: ConfigNode,
  issue: StandardIssue,
  rootPath: string,
): { readonly node: ConfigNode; readonly path: string } {
  let node = root;
  let path = rootPath;
  for (const step of issue.path ?? []) {
    const key = typeof step === 'object' ? step.key : step;
    path = typeof key === 'number' ? itemPath(path, key) : childPath(path, String(key));
    node = childOf(node, key) ?? node;
  }
  return { node, path };
}

function childOf(node: ConfigNode, key: PropertyKey): ConfigNode | undefined {
  if (node.kind === 'mapping') return node.entries.get(String(key))?.value;
  return node.kind === 'list' ? node.items[Number(key)] : undefined;
}
