/** HTML that is safe to send. */
export class Html {
  constructor(readonly text: string) {}
}

/** What can stand in a template: text is escaped, HTML is not. */
export type Part = Html | string | number | false | undefined | Part[];

/** Escapes everything but HTML made by this function or by {@link raw}. */
export function html(strings: TemplateStringsArray, ...parts: Part[]): Html {
  return new Html(
    strings.reduce(
      (text, piece, index) =>
        text + piece + (index < parts.length ? render(parts[index]) : ''),
      '',
    ),
  );
}

/** Text that is HTML already. */
export function raw(text: string): Html {
  return new Html(text);
}

function render(part: Part): string {
  if (part instanceof Html) return part.text;
  if (Array.isArray(part)) return part.map(render).join('');
  if (part === false || part === undefined) return '';
  return String(part).replace(/[&<>"']/g, char => `&#${char.charCodeAt(0)};`);
}
