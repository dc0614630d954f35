import { CacheOptionError } from '@modular-agent/cache-contract';

/**
 * A schema of any library that follows Standard Schema 1 (zod, valibot, arktype, …), with the parts that a cache uses.
 *
 * The interface is the specification's own, which is meant to be copied: https://standardschema.dev
 */
export interface StandardSchema<Output = unknown> {
  readonly '~standard': {
    readonly version: 1;
    readonly vendor: string;
    readonly validate: (value: unknown) => StandardResult | Promise<StandardResult>;
    readonly types?: { readonly input: unknown; readonly output: Output } | undefined;
  };
}

/** Result of a validation; without `issues` the value matches. */
export interface StandardResult {
  readonly issues?: readonly unknown[] | undefined;
}

/** @throws CacheOptionError if it is no schema. Schemas of some libraries are functions. */
export function readSchema(schema: StandardSchema | undefined): StandardSchema | undefined {
  if (schema === undefined || typeof validatorOf(schema) === 'function') return schema;
  throw new CacheOptionError('schema must follow Standard Schema 1, as those of zod, valibot and arktype do', {
    option: 'schema',
  });
}

function validatorOf(schema: Partial<StandardSchema> | null): unknown {
  return schema?.['~standard']?.validate;
}
