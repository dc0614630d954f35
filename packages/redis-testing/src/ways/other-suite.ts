/** What sources.list(5) calls releases by their age, and no server is to come from. */
const aged = ['oldstable', 'stable', 'testing', 'unstable', 'sid'];

/**
 * A list of apt sources with another release in place of the machine's own: mirrors, keys and options stay. Backports and
 * proposed updates are left out, as their servers have other versions. Takes both forms of sources.list(5).
 *
 * @param codenames the machine's own, e.g. `['bookworm']`.
 */
export function withSuite(list: string, codenames: readonly string[], suite: string): string {
  const own = new RegExp(`^(${[...codenames, ...aged].join('|')})(?=$|[-/])`);
  const replaced = (suites: string): string[] => {
    return [...new Set(suites.split(/\s+/).filter(Boolean))]
      .filter((each) => !/-(backports|proposed)/.test(each))
      .map((each) => each.replace(own, suite));
  };
  return list
    .replaceAll(/^(Suites:)(.*(?:\n[ \t].*)*)/gim, (_, field: string, suites: string) => {
      return `${field} ${replaced(suites).join(' ')}`;
    })
    .replaceAll(
      /^(deb(?:-src)?[ \t]+(?:\[[^\]\n]*\][ \t]+)?\S+[ \t]+)(\S+)(.*)$/gm,
      (_, before: string, one: string, after: string) => {
        return replaced(one)
          .map((each) => `${before}${each}${after}`)
          .join('');
      },
    );
}
