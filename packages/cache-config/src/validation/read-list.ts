import type { Field, ListField } from '../definition/field.ts';
import { isEmpty, type ConfigNode } from '../source/config-node.ts';
import { sortOfNode, type Finding } from './finding.ts';
import type { ReadContext } from './read-context.ts';
import { readField, readValue } from './read-field.ts';
import { isBlank, partsOf, readScalar, type ScalarReading } from './read-scalar.ts';
import { itemPath } from './setting-path.ts';

/** One item of a list, and where it stands. */
export interface ListItem<T> extends Pick<Required<Finding>, 'location' | 'path'> {
  readonly value: T;
  /** Environment variables that it came from. */
  readonly variables: readonly string[];
}

/** Reads a list, or one text with commas. Each item that is wrong is reported; then there is no list. */
export function readList(
  list: ListField<unknown>,
  node: ConfigNode,
  path: string,
  context: ReadContext,
): readonly unknown[] | undefined {
  return readListItems(list, node, path, context)?.map(({ value }) => value);
}

/** As `readList`, with the place of each item. */
export function readListItems<T>(
  list: ListField<T>,
  node: ConfigNode,
  path: string,
  context: ReadContext,
): readonly ListItem<T>[] | undefined {
  const before = context.problems.length;
  const items = node.kind === 'list' ? readItems(list, node.items, path, context) : readText(list, node, path, context);
  return context.problems.length > before ? undefined : (items.filter(isGiven) as readonly ListItem<T>[]);
}

function isGiven(item: ListItem<unknown> | undefined): boolean {
  return item?.value !== undefined;
}

function readItems(
  { item: field }: ListField<unknown>,
  items: readonly ConfigNode[],
  path: string,
  context: ReadContext,
): readonly (ListItem<unknown> | undefined)[] {
  return items.map((node, index) => {
    const place = { location: node.location, path: itemPath(path, index) };
    if (isEmpty(node)) {
      context.warnings.push({ ...place, message: 'has no value and is ignored; give it one, or remove the line' });
      return undefined;
    }
    if (node.kind !== 'scalar') {
      readField(field, node, place.path, context);
      return undefined;
    }
    const reading = readScalar(node, place.path, context);
    return reading === undefined || isBlank(reading) ? undefined : readItem(field, reading, place, context);
  });
}

function readText(
  list: ListField<unknown>,
  node: ConfigNode,
  path: string,
  context: ReadContext,
): readonly ListItem<unknown>[] {
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
    readItem(list.item, part, { location, path: itemPath(path, index) }, context),
  );
}

function readItem(
  field: Field<unknown>,
  reading: ScalarReading,
  place: Pick<Required<Finding>, 'location' | 'path'>,
  context: ReadContext,
): ListItem<unknown> {
  return { ...place, value: readValue(field, reading, place, context), variables: reading.variables };
}
