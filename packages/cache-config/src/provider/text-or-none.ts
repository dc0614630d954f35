/** An empty text is none. */
export function textOrNone(text: string | undefined): string | undefined {
  return text === '' ? undefined : text;
}
