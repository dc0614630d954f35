/** Environment variables by name, as `process.env` has them. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** A text with its placeholders replaced. */
export interface Interpolation {
  readonly text: string;
  /** The variables that it names, in order. Empty if it has no placeholder. */
  readonly variables: readonly string[];
  /** What was put in for each placeholder. */
  readonly fragments: readonly string[];
  /** What is wrong with a placeholder, without any value. */
  readonly faults: readonly InterpolationFault[];
}

interface InterpolationFault {
  readonly message: string;
  readonly accepted: string;
}

/**
 * Replaces `${NAME}` and `${NAME:default}` by environment variables, once: what a variable holds is not looked at again.
 *
 * The first colon splits. Unset or empty means the default, also an empty one; without a default the variable must be
 * set. `$${` is a literal `${`; any other `$` stands for itself.
 */
export function interpolate(source: string, environment: Environment): Interpolation {
  const variables: string[] = [];
  const fragments: string[] = [];
  const faults: InterpolationFault[] = [];
  const text = source.replaceAll(pattern, (match: string, inside: string | undefined) => {
    if (match === '$${') return '${';
    const placeholder = inside === undefined ? undefined : placeholderPattern.exec(inside)?.groups;
    const name = placeholder?.['name'];
    if (name === undefined) {
      faults.push(malformed);
      return '';
    }
    variables.push(name);
    const fragment = lookUp(environment, name) ?? placeholder?.['fallback'];
    if (fragment === undefined) faults.push(missing(name));
    else fragments.push(fragment);
    return fragment ?? '';
  });
  return { text, variables, fragments, faults };
}

const pattern = /\$\$\{|\$\{(?:([^{}]*)\})?/g;
const placeholderPattern = /^(?<name>[A-Za-z_][A-Za-z0-9_]*)(?::(?<fallback>[\s\S]*))?$/;

/** Does a text come from the defaults of its placeholders alone? Not if it has none. */
export function isDefault(source: string, environment: Environment): boolean {
  const { variables } = interpolate(source, environment);
  return variables.length > 0 && variables.every((name) => lookUp(environment, name) === undefined);
}

function lookUp(environment: Environment, name: string): string | undefined {
  const value = Object.hasOwn(environment, name) ? environment[name] : undefined;
  return value === '' ? undefined : value;
}

const malformed: InterpolationFault = {
  message: 'has a placeholder that can not be read',
  accepted: '${NAME} or ${NAME:default}, where the default has no braces; $${ for a literal ${',
};

function missing(name: string): InterpolationFault {
  return {
    message: `needs the environment variable ${name}, which is unset or empty`,
    accepted: `set ${name}, or write \${${name}:default}`,
  };
}
