import { type Finding, isMet } from './row';

const ROW = 34;
const LEFT = 420;
const BAR = 420;
const RIGHT = 220;
/** Where a goal's limit stands, in parts of the bar. */
const LIMIT = 0.6;
const COLOURS = { met: '#2e7d32', missed: '#c62828' };

const escaped = (text: string): string => text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);

/**
 * Bars of what was reached against what was to be reached, as SVG. Every limit stands at the same line; a bar of a goal
 * «at most» is met left of it, one «at least» right of it.
 */
export function picture(findings: readonly Finding[]): string {
  const height = ROW * (findings.length + 2);
  const width = LEFT + BAR + RIGHT;
  const line = LEFT + BAR * LIMIT;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" font-family="sans-serif" font-size="13">`,
    `<rect width="${width}" height="${height}" fill="#ffffff"/>`,
    `<text x="${line}" y="22" text-anchor="middle" fill="#555555">goal</text>`,
    ...findings.map((finding, at) => bar(finding, ROW * (at + 1))),
    `<line x1="${line}" y1="${ROW - 6}" x2="${line}" y2="${height - ROW}" stroke="#555555" stroke-dasharray="4 3"/>`,
    '</svg>',
    '',
  ].join('\n');
}

function bar(finding: Finding, y: number): string {
  const { goal, ratio, baseline, unit } = finding;
  const share = Number.isFinite(ratio) ? Math.min(1, Math.max(0, (ratio / goal.limit) * LIMIT)) : 0;
  const colour = isMet(finding) ? COLOURS.met : COLOURS.missed;
  const told = Number.isFinite(ratio) ? `${ratio.toFixed(2)} ${baseline === null ? unit : '×'}` : 'no figure';
  const sign = goal.is === 'most' ? '≤' : '≥';
  return [
    `<text x="8" y="${y + 19}">${escaped(`${goal.id}  ${goal.what}`)}</text>`,
    `<rect x="${LEFT}" y="${y + 4}" width="${(share * BAR).toFixed(1)}" height="${ROW - 12}" fill="${colour}"/>`,
    `<text x="${LEFT + BAR + 8}" y="${y + 19}" fill="${colour}">${escaped(`${told} (${sign} ${goal.limit})`)}</text>`,
  ].join('\n');
}
