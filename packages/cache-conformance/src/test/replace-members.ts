import { twinNames } from '../through-twins.ts';

/** The same object, but for some members. It does not use the new ones itself. */
export function replaceMembers<T extends object>(target: T, members: Readonly<Record<PropertyKey, unknown>>): T {
  return new Proxy(target, {
    get: (_, name) => {
      if (Object.hasOwn(members, name)) return members[name];
      const member: unknown = Reflect.get(target, name);
      return typeof member === 'function' ? (member.bind(target) as unknown) : member;
    },
  });
}

/** Takes the synchronous twins away. */
export const noTwins: Readonly<Record<string, undefined>> = Object.fromEntries(
  twinNames.map((name) => [name, undefined]),
);
