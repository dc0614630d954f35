import type { StandardSchema } from './standard-schema.ts';

/** Whether a value matches a schema; `true` without one. */
export function matchesSchema(value: unknown, schema: StandardSchema | undefined): boolean | Promise<boolean> {
  return schema === undefined || passes(value, schema);
}

async function passes(value: unknown, schema: StandardSchema): Promise<boolean> {
  const { issues } = await schema['~standard'].validate(value);
  return issues === undefined;
}
