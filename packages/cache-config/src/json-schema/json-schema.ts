import type { JsonObject, JsonValue } from '@modular-agent/cache-contract';
import * as z from 'zod';
import { documentSection } from '../definition/document-section.ts';
import type { AnyDefinition, AnySection, Field } from '../definition/field.ts';

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
  return definition.kind === 'section' ? sectionSchema(definition, path) : fieldSchema(definition);
}

function fieldSchema(field: Field<unknown>): JsonObject {
  return {
    description: field.description,
    ...(field.default === undefined ? {} : { default: field.default }),
    anyOf: [...alternatives(field), { type: 'string', pattern: placeholder }, { type: 'null' }],
  };
}

/** `${NAME}` or `${NAME:default}`, not behind a `$`. */
const placeholder = '(^|[^$])\\$\\{[A-Za-z_][A-Za-z0-9_]*(:[^{}]*)?\\}';

function alternatives(field: Field<unknown>): readonly JsonValue[] {
  const { $schema: _, ...schema } = z.toJSONSchema(field.schema, { io: 'input', target: 'draft-7' }) as JsonObject;
  return Array.isArray(schema['anyOf']) ? (schema['anyOf'] as readonly JsonValue[]) : [schema];
}
