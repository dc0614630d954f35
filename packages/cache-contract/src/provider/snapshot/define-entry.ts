/** Sets an own property, whatever its name: assigning to `__proto__` would change the object's prototype. */
export function defineEntry(target: Record<string, unknown>, name: string, value: unknown): void {
  if (name === '__proto__') {
    Object.defineProperty(target, name, { value, configurable: true, enumerable: true, writable: true });
  } else {
    target[name] = value;
  }
}
