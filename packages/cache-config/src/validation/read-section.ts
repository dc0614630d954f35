import {
  acceptedKeys,
  type AnyDefinition,
  type AnySection,
  type AnySectionMap,
  type Section,
} from '../definition/field.ts';
import { isEmpty, type ConfigNode, type MappingNode } from '../source/config-node.ts';
import { sortOfNode } from './finding.ts';
import type { ReadContext } from './read-context.ts';
import { readField } from './read-field.ts';
import { readList } from './read-list.ts';
import { readMap } from './read-map.ts';
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

function readDefinition(
  definition: AnySection,
  node: ConfigNode,
  path: string,
  context: ReadContext,
): object | undefined;
function readDefinition(definition: AnyDefinition, node: ConfigNode, path: string, context: ReadContext): unknown;
function readDefinition(definition: AnyDefinition, node: ConfigNode, path: string, context: ReadContext): unknown {
  if (definition.kind === 'field') return readField(definition, node, path, context);
  if (definition.kind === 'list') return readList(definition, node, path, context);
  if (definition.kind === 'map') return readMap(definition, node, path, context);
  if (node.kind === 'mapping') {
    return definition.kind === 'sections'
      ? readSections(definition, node, path, context)
      : readEntries(definition, node, path, context);
  }
  context.problems.push({
    location: node.location,
    path,
    message: 'must be a mapping',
    found: sortOfNode(node),
    accepted: acceptedMapping(definition),
  });
  return undefined;
}

function acceptedMapping(definition: AnySection | AnySectionMap): string {
  if (definition.kind === 'sections') return `a mapping of names, each with ${acceptedKeys(definition.section)}`;
  return `a mapping with ${acceptedKeys(definition)}${definition.hint === undefined ? '' : `; ${definition.hint}`}`;
}

/** Reads sections by their names. One that is wrong is left out. */
function readSections(
  { key, section, hint }: AnySectionMap,
  node: MappingNode,
  path: string,
  context: ReadContext,
): object {
  const sections: [string, object][] = [];
  for (const [name, { location, value }] of node.entries) {
    const place = childPath(path, name);
    if (!key.schema.safeParse(name).success) {
      context.problems.push({ location, path, message: 'has a key that is not valid', accepted: key.accepts });
    } else if (isEmpty(value)) {
      context.warnings.push({
        location,
        path: place,
        message: `has no value and is ignored; give it ${hint}, or remove the line`,
      });
    } else {
      const read = readDefinition(section, value, place, context);
      if (read !== undefined) sections.push([name, read]);
    }
  }
  return Object.fromEntries(sections);
}
