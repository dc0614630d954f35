import type { StandardSchema } from '../options/standard-schema.ts';

/** Does a value pass? */
export function matches(value: unknown, schema: StandardSchema | undefined): boolean | Promise<boolean> {
  return schema === undefined || passes(value, schema);
}

async function passes(value: unknown, schema: StandardSchema): Promise<boolean> {
  const { issues } = await schema['~standard'].validate(value);
  return issues === undefined;
}
