/** What is kept of an error. Its stack is not: it tells of another process. */
export interface ErrorParts {
  readonly name: string;
  readonly message: string;
  readonly hasCause: boolean;
  readonly cause: unknown;
}

/** Takes an error apart. */
export function errorParts(error: Error): ErrorParts {
  // Anybody can put anything there.
  const { name, message }: { name: unknown; message: unknown } = error;
  return {
    name: String(name),
    message: String(message),
    hasCause: Object.hasOwn(error, 'cause'),
    cause: error.cause,
  };
}

const constructors: ReadonlyMap<string, ErrorConstructor> = new Map(
  [Error, EvalError, RangeError, ReferenceError, SyntaxError, TypeError, URIError].map((each) => [each.name, each]),
);

/** Puts an error together again, of its built-in class if it has one, else an `Error` with its name. */
export function rebuildError(parts: ErrorParts): Error {
  const builtIn = constructors.get(parts.name) ?? Error;
  const error = withoutStack(() => new builtIn(parts.message, parts.hasCause ? { cause: parts.cause } : undefined));
  if (error.name !== parts.name) {
    Object.defineProperty(error, 'name', { value: parts.name, configurable: true, writable: true, enumerable: false });
  }
  return error;
}

/** An error that captures no stack is made faster, and holds less, than one whose stack is deleted. */
function withoutStack(make: () => Error): Error {
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = 0;
  try {
    const error = make();
    delete error.stack;
    return error;
  } finally {
    Error.stackTraceLimit = limit;
  }
}
