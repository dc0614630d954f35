import { acceptedKeys, type AnyDefinition, type AnySection, type Field, type Section } from '../definition/field.ts';
import { isEmpty, type ConfigNode, type MappingNode } from '../source/config-node.ts';
import { sortOfNode } from './finding.ts';
import type { ReadContext } from './read-context.ts';
import { readScalar } from './read-scalar.ts';
import { childPath } from './setting-path.ts';
import { unknownSetting } from './unknown-setting.ts';

/** Reads what a section says. Whatever is wrong is reported, and left out. */
export function readSection<T extends object>(
  section: Section<T>,
  node: MappingNode,
  path: string,
  context: ReadContext,
): T {
  return readEntries(section, node, path, context) as T;
}

function readEntries(section: AnySection, node: MappingNode, path: string, context: ReadContext): object {
  const values: [string, unknown][] = [];
  for (const [key, entry] of node.entries) {
    const definition = Object.hasOwn(section.fields, key) ? section.fields[key] : undefined;
    const place = childPath(path, key);
    if (definition === undefined) {
      context.problems.push(unknownSetting(key, place, entry.location, section));
    } else if (isEmpty(entry.value)) {
      context.warnings.push({
        location: entry.location,
        path: place,
        message: 'has no value and is ignored; give it one, or remove the line',
      });
    } else {
      const value = readDefinition(definition, entry.value, place, context);
      if (value !== undefined) values.push([key, value]);
    }
  }
  return Object.fromEntries(values);
}

function readDefinition(definition: AnyDefinition, node: ConfigNode, path: string, context: ReadContext): unknown {
  if (definition.kind === 'field') return readField(definition, node, path, context);
  if (node.kind === 'mapping') return readEntries(definition, node, path, context);
  context.problems.push({
    location: node.location,
    path,
    message: 'must be a mapping',
    found: sortOfNode(node),
    accepted: `a mapping with ${acceptedKeys(definition)}${definition.hint === undefined ? '' : `; ${definition.hint}`}`,
  });
  return undefined;
}

function readField(field: Field<unknown>, node: ConfigNode, path: string, context: ReadContext): unknown {
  const { location } = node;
  if (node.kind !== 'scalar') {
    context.problems.push({
      location,
      path,
      message: 'must be a single value',
      found: sortOfNode(node),
      accepted: field.accepts,
    });
    return undefined;
  }
  const reading = readScalar(node, path, context);
  if (reading === undefined || reading.value === null) return undefined;
  const { value, variables, coercible } = reading;
  const result = field.schema.safeParse(coercible && typeof value === 'string' ? field.fromText(value) : value);
  if (result.success) return result.data;
  const quoted = !coercible && typeof value === 'string' && field.schema.safeParse(field.fromText(value)).success;
  const unquoted = typeof value !== 'string' && field.schema.safeParse(String(value)).success;
  context.problems.push({
    location,
    path,
    message: 'is not valid',
    found: { value, secret: field.secret ?? false, variables },
    accepted: `${field.accepts}${quoted ? '; remove the quotes' : ''}${unquoted ? '; put it in quotes' : ''}`,
  });
  return undefined;
}
