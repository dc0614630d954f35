import type { MapField } from '../definition/field.ts';
import { isEmpty, type ConfigNode, type MappingNode } from '../source/config-node.ts';
import { sortOfNode, type Finding } from './finding.ts';
import type { ReadContext } from './read-context.ts';
import { readField, readValue } from './read-field.ts';
import { isBlank, partsOf, readScalar, type ScalarReading } from './read-scalar.ts';
import { itemPath, namedPath } from './setting-path.ts';

type Entry = readonly [name: string, value: unknown];

/** Reads a mapping, or one text such as `name=value,name=value`. What is wrong is reported; then there is nothing. */
export function readMap(
  map: MapField<unknown>,
  node: ConfigNode,
  path: string,
  context: ReadContext,
): Readonly<Record<string, unknown>> | undefined {
  const before = context.problems.length;
  const entries = node.kind === 'mapping' ? readEntries(map, node, path, context) : readText(map, node, path, context);
  if (context.problems.length > before) return undefined;
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
}

function readEntries(map: MapField<unknown>, node: MappingNode, path: string, context: ReadContext): readonly Entry[] {
  return [...node.entries].map(([name, { location, value }]): Entry => {
    if (!map.key.schema.safeParse(name).success) {
      // Not shown: it may be a secret that was put there.
      context.problems.push({ location, path, message: 'has a key that is not valid', accepted: map.key.accepts });
      return [name, undefined];
    }
    const place = namedPath(path, name);
    if (isEmpty(value)) {
      const message = 'has no value and is ignored; give it one, or remove the line';
      context.warnings.push({ location, path: place, message });
      return [name, undefined];
    }
    if (value.kind !== 'scalar') return [name, readField(map.value, value, place, context)];
    const reading = readScalar(value, place, context);
    const isGiven = reading !== undefined && !isBlank(reading);
    return [
      name,
      isGiven ? readValue(map.value, reading, { location: value.location, path: place }, context) : undefined,
    ];
  });
}

function readText(map: MapField<unknown>, node: ConfigNode, path: string, context: ReadContext): readonly Entry[] {
  const { location } = node;
  if (node.kind !== 'scalar' || typeof node.value !== 'string') {
    context.problems.push({
      location,
      path,
      message: 'must be a mapping',
      found: sortOfNode(node),
      accepted: `a mapping, or one text such as name=value,name=value; each name and value ${map.value.accepts}`,
    });
    return [];
  }
  const reading = readScalar(node, path, context);
  if (reading === undefined) return [];
  return partsOf(reading).map(([index, part]) =>
    readPair(map, part, { location, path: itemPath(path, index) }, context),
  );
}

function readPair(
  map: MapField<unknown>,
  part: ScalarReading,
  place: Pick<Finding, 'location' | 'path'>,
  context: ReadContext,
): Entry {
  const [name = '', ...rest] = String(part.value).split('=');
  const key = map.key.schema.safeParse(name.trim());
  const value = map.value.schema.safeParse(rest.join('=').trim());
  if (key.success && value.success) return [key.data, value.data];
  const { variables, within = '' } = part;
  context.problems.push({
    ...place,
    message: 'is not valid',
    found: { value: String(part.value), secret: map.value.secret ?? false, variables, within },
    accepted: `name=value; name and value are each ${map.value.accepts}`,
  });
  return ['', undefined];
}
