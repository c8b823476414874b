/** A series that an expression asks for, with the labels it chooses by. */
export interface Selected {
  readonly name: string;
  readonly labels: readonly string[];
}

const TEXT = /"(?:[^"\\]|\\.)*"/g;
const NUMBER = /(?<![\w:])\d[\w.]*/g;
const RANGE = /\[[^\]]*\]/g;
const GROUPING = /\b(?:by|without|on|ignoring|group_left|group_right)\s*\(([^)]*)\)/g;
const SELECTOR = /([a-zA-Z_:][\w:]*)\s*(?:\{([^}]*)\}|(?!\s*\(|[\w:]))/g;
const WORDS = new Set(['and', 'or', 'unless', 'bool', 'offset', 'by', 'without', 'on', 'ignoring', 'inf']);

/** The series of a PromQL expression: enough of its grammar for rules and dashboards. */
export function selectedBy(expression: string): Selected[] {
  const bare = expression.replace(TEXT, '""').replace(RANGE, '').replace(NUMBER, '').replace(GROUPING, ' ');
  return [...bare.matchAll(SELECTOR)]
    .map(([, name = '', matchers = '']) => ({
      name,
      labels: [...matchers.matchAll(/([a-zA-Z_]\w*)\s*(?:=~|!~|!=|=)/g)].map(([, label = '']) => label),
    }))
    .filter(({ name }) => !WORDS.has(name));
}

/** The labels that an expression groups by. */
export const groupedBy = (expression: string): string[] =>
  [...expression.matchAll(GROUPING)].flatMap(([, labels = '']) =>
    labels
      .split(',')
      .map((label) => label.trim())
      .filter((label) => label !== ''),
  );
