import type { ListField } from '../definition/field.ts';
import { isEmpty, type ConfigNode } from '../source/config-node.ts';
import { sortOfNode } from './finding.ts';
import type { ReadContext } from './read-context.ts';
import { readField, readValue } from './read-field.ts';
import { isBlank, partsOf, readScalar } from './read-scalar.ts';
import { itemPath } from './setting-path.ts';

/** Reads a list, or one text with commas. Each item that is wrong is reported; then there is no list. */
export function readList(
  list: ListField<unknown>,
  node: ConfigNode,
  path: string,
  context: ReadContext,
): readonly unknown[] | undefined {
  const before = context.problems.length;
  const items = node.kind === 'list' ? readItems(list, node.items, path, context) : readText(list, node, path, context);
  return context.problems.length > before ? undefined : items.filter((item) => item !== undefined);
}

function readItems(
  { item: field }: ListField<unknown>,
  items: readonly ConfigNode[],
  path: string,
  context: ReadContext,
): readonly unknown[] {
  return items.map((node, index) => {
    const place = { location: node.location, path: itemPath(path, index) };
    if (isEmpty(node)) {
      context.warnings.push({ ...place, message: 'has no value and is ignored; give it one, or remove the line' });
      return undefined;
    }
    if (node.kind !== 'scalar') return readField(field, node, place.path, context);
    const reading = readScalar(node, place.path, context);
    return reading === undefined || isBlank(reading) ? undefined : readValue(field, reading, place, context);
  });
}

function readText(list: ListField<unknown>, node: ConfigNode, path: string, context: ReadContext): readonly unknown[] {
  const { location } = node;
  if (node.kind !== 'scalar' || typeof node.value !== 'string') {
    context.problems.push({
      location,
      path,
      message: 'must be a list',
      found: sortOfNode(node),
      accepted: `a list, or one text with commas; each ${list.item.accepts}`,
    });
    return [];
  }
  const reading = readScalar(node, path, context);
  if (reading === undefined) return [];
  return partsOf(reading).map(([index, part]) =>
    readValue(list.item, part, { location, path: itemPath(path, index) }, context),
  );
}
