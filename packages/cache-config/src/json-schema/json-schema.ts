import type { JsonObject, JsonValue } from '@modular-agent/cache-contract';
import * as z from 'zod';
import { documentSection } from '../definition/document-section.ts';
import type { AnyDefinition, AnySection, AnySectionMap, Field, ListField, MapField } from '../definition/field.ts';

/** The JSON Schema that editors check a configuration by, and complete it from. */
export function jsonSchema(): JsonObject {
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'Modular Agent Cache',
    ...sectionSchema(documentSection, ''),
    type: 'object',
  };
}

function sectionSchema(section: AnySection, path: string): JsonObject {
  return {
    description: section.description,
    // A key without a value is ignored, with a warning.
    type: ['object', 'null'],
    properties: Object.fromEntries(
      Object.entries(section.fields).map(([name, definition]) => [
        name,
        definitionSchema(definition, path === '' ? name : `${path}.${name}`),
      ]),
    ),
    additionalProperties: path === 'cache.providers' ? thirdParty : false,
  };
}

/** A provider of another package: what its section holds is known to the app alone. */
const thirdParty: JsonObject = {
  description: 'A provider of another package, for whose section the app has a schema.',
  type: 'object',
  properties: { enabled: { type: ['boolean', 'string'] } },
};

function definitionSchema(definition: AnyDefinition, path: string): JsonObject {
  switch (definition.kind) {
    case 'section':
      return sectionSchema(definition, path);
    case 'sections':
      return sectionsSchema(definition, path);
    case 'list':
      return listSchema(definition);
    case 'map':
      return mapSchema(definition);
    default:
      return fieldSchema(definition);
  }
}

function sectionsSchema({ description, section }: AnySectionMap, path: string): JsonObject {
  return { description, type: ['object', 'null'], additionalProperties: sectionSchema(section, `${path}.*`) };
}

function fieldSchema(field: Field<unknown>): JsonObject {
  return {
    description: field.description,
    ...(field.default === undefined ? {} : { default: field.default }),
    anyOf: [...alternatives(field), interpolated, { type: 'null' }],
  };
}

function listSchema({ description, item }: ListField<unknown>): JsonObject {
  return {
    description,
    anyOf: [{ type: 'array', items: valueSchema(item) }, ...textOf(patternOf(item)), interpolated, { type: 'null' }],
  };
}

function mapSchema({ description, key, value }: MapField<unknown>): JsonObject {
  const keyPattern = patternOf(key);
  const valuePattern = patternOf(value);
  const pair = keyPattern === undefined || valuePattern === undefined ? undefined : `${keyPattern}=${valuePattern}`;
  return {
    description,
    anyOf: [
      {
        type: 'object',
        ...(keyPattern === undefined
          ? { additionalProperties: valueSchema(value) }
          : { patternProperties: { [`^${keyPattern}$`]: valueSchema(value) }, additionalProperties: false }),
      },
      ...textOf(pair),
      interpolated,
      { type: 'null' },
    ],
  };
}

/** One of several values. An empty one is left out. */
function valueSchema(field: Field<unknown>): JsonObject {
  return {
    description: field.description,
    anyOf: [...alternatives(field), { const: '' }, interpolated, { type: 'null' }],
  };
}

/** One text with commas. Without a pattern of its parts nothing is said of it. */
function textOf(pattern: string | undefined): readonly JsonObject[] {
  if (pattern === undefined) return [{ type: 'string' }];
  return [{ type: 'string', pattern: `^\\s*(?:${pattern}\\s*,\\s*)*(?:${pattern})?\\s*$` }];
}

/** The pattern of a field that is a text, without its anchors. */
function patternOf(field: Field<unknown>): string | undefined {
  const pattern = alternatives(field).map((alternative) => (alternative as JsonObject)['pattern'])[0];
  return typeof pattern === 'string' && /^\^.*\$$/.test(pattern) ? pattern.slice(1, -1) : undefined;
}

/** `${NAME}` or `${NAME:default}`, not behind a `$`. */
const placeholder = '(^|[^$])\\$\\{[A-Za-z_][A-Za-z0-9_]*(:[^{}]*)?\\}';

const interpolated: JsonObject = { type: 'string', pattern: placeholder };

function alternatives(field: Field<unknown>): readonly JsonValue[] {
  const { $schema: _, ...schema } = z.toJSONSchema(field.schema, { io: 'input', target: 'draft-7' }) as JsonObject;
  return Array.isArray(schema['anyOf']) ? (schema['anyOf'] as readonly JsonValue[]) : [schema];
}
