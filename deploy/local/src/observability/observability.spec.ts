import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { SERVICES } from '@open122/contracts';
import { parse } from 'yaml';

import { at } from '../profile';
import { type Exposed, exposed } from './exposed';
import { groupedBy, selectedBy } from './promql';

interface Rule {
  alert?: string;
  record?: string;
  expr: string;
  for?: string;
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
}
interface Panel {
  id: number;
  type: string;
  title: string;
  targets?: { expr: string }[];
}
interface Dashboard {
  uid: string;
  title: string;
  panels: Panel[];
}

const folder = (...names: string[]): string => at('deploy', 'observability', ...names);
const text = (...names: string[]): string => readFileSync(folder(...names), 'utf8');
const { groups } = parse(text('alerts.yml')) as { groups: { name: string; rules: Rule[] }[] };
const rules = groups.flatMap((group) => group.rules);
const alerts = rules.filter((rule): rule is Rule & { alert: string } => rule.alert !== undefined);
const recorded = new Set(rules.flatMap(({ record }) => record ?? []));
const dashboards = readdirSync(folder('dashboards')).map(
  (name) => [name, JSON.parse(text('dashboards', name)) as Dashboard] as const,
);
const expressions = [
  ...rules.map(({ alert, record, expr }) => [alert ?? record ?? '', expr] as const),
  ...dashboards.flatMap(([name, { panels }]) =>
    panels.flatMap(({ title, targets = [] }) =>
      targets.map(({ expr }) => [`${name}: ${title}`, expr] as const),
    ),
  ),
];
/** What Prometheus adds to what is scraped, or makes by itself. */
const ADDED = new Set(['job', 'instance', 'service', 'le']);
const ITS_OWN = new Set(['up', 'ALERTS']);

let known: Exposed;
beforeAll(async () => (known = await exposed()));

test.each(expressions)('%s asks only for what the services tell', (_, expression) => {
  const asked = selectedBy(expression).filter(({ name }) => !ITS_OWN.has(name) && !recorded.has(name));
  expect(asked.map(({ name }) => name).filter((name) => !known.series.has(name))).toEqual([]);
  const labels = asked.flatMap(({ name }) => [...(known.series.get(name) ?? [])]);
  const chosen = asked.flatMap(({ name, labels: by }) => {
    const has = known.series.get(name);
    return has === undefined ? [] : by.filter((label) => !has.has(label) && !ADDED.has(label));
  });
  expect(chosen).toEqual([]);
  const isOurs = asked.length > 0 && asked.every(({ name }) => known.series.get(name) !== undefined);
  const strange = groupedBy(expression).filter((label) => !labels.includes(label) && !ADDED.has(label));
  expect(isOurs ? strange : []).toEqual([]);
});

test('every metric that is ours stands in the table of docs/operations.md, and nothing else does', () => {
  const ours = [...known.series].filter(([name, labels]) => labels !== undefined && isWhole(name));
  const section = readFileSync(at('docs', 'operations.md'), 'utf8').split('## Watching it')[1] ?? '';
  const told = [...section.matchAll(/^\| `([a-z0-9_]+)` +\|/gm)].map(([, name]) => name);
  expect(told.filter((name) => !name?.match(/^(nodejs|process)_/)).sort()).toEqual(
    ours.map(([name]) => name).sort(),
  );
  expect(told.filter((name) => name === undefined || !known.series.has(name))).toEqual([]);
});
/** The metric itself, not a part of its histogram. */
const isWhole = (name: string): boolean =>
  !known.series.has(name.replace(/_(bucket|sum|count)$/, '')) || !/_(bucket|sum|count)$/.test(name);

describe.each(alerts.map((alert) => [alert.alert, alert] as const))('the alert %s', (name, alert) => {
  test('says how long, how bad, what is wrong, and where to look', () => {
    expect(alert.for).toMatch(/^\d+m$/);
    expect(['warning', 'critical']).toContain(alert.labels?.severity);
    expect(alert.annotations).toEqual({
      summary: expect.stringMatching(/\S/) as string,
      description: expect.stringMatching(/\.$/) as string,
      runbook_url: `docs/operations.md#${name.toLowerCase()}`,
    });
  });

  test('has its section in docs/operations.md', () => {
    const document = readFileSync(at('docs', 'operations.md'), 'utf8');
    expect(document.match(new RegExp(`^#### ${name}$`, 'gm'))).toHaveLength(1);
  });

  test('fires in a test of the rules', () => {
    expect(text('alerts.test.yml')).toContain(`alertname="${name}"`);
  });
});

test('every section of the runbook has its alert', () => {
  const document = readFileSync(at('docs', 'operations.md'), 'utf8');
  const sections = [...document.matchAll(/^#### (\w+)$/gm)].map(([, name]) => name);
  expect(sections.sort()).toEqual(alerts.map(({ alert }) => alert).sort());
});

test('dashboards have uids, titles and panel ids of their own', () => {
  const all = dashboards.map(([, dashboard]) => dashboard);
  expect(all.length).toBeGreaterThan(1);
  for (const key of ['uid', 'title'] as const) {
    expect(new Set(all.map((each) => each[key])).size).toBe(all.length);
  }
  for (const { panels } of all) expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
  const bare = all.flatMap(({ panels }) => panels.filter(({ type }) => type !== 'row'));
  expect(bare.filter(({ targets = [] }) => targets.length === 0)).toEqual([]);
});

test('the example scrapes every service', () => {
  const { scrape_configs } = parse(text('prometheus.yml')) as {
    scrape_configs: { job_name: string; static_configs: { labels: { service: string } }[] }[];
  };
  expect(scrape_configs.map(({ job_name }) => job_name)).toEqual(['open122']);
  const services = scrape_configs[0]?.static_configs.map(({ labels }) => labels.service);
  expect(services?.sort()).toEqual([...SERVICES].sort());
});

const promtool = (args: string[], input?: string) => spawnSync('promtool', args, { input, encoding: 'utf8' });
const isThere = promtool(['--version']).status === 0;

if (isThere) {
  test.each([
    ['check', 'rules', 'alerts.yml'],
    ['check', 'config', 'prometheus.yml'],
    ['test', 'rules', 'alerts.test.yml'],
  ])('promtool %s %s %s is content', (verb, what, file) => {
    const { status, stderr, stdout } = promtool([verb, what, folder(file)]);
    expect([status, status === 0 ? '' : `${stdout}${stderr}`]).toEqual([0, '']);
  });

  test('promtool is content with every expression of the dashboards', () => {
    const asked = dashboards.flatMap(([, { panels }]) => panels.flatMap(({ targets = [] }) => targets));
    const made = asked.map(({ expr }, index) => ({
      record: `dashboard:${index}`,
      expr: expr.replaceAll('$__rate_interval', '1m'),
    }));
    const temporary = mkdtempSync(join(tmpdir(), 'open122-dashboards-'));
    const file = join(temporary, 'rules.json');
    writeFileSync(file, JSON.stringify({ groups: [{ name: 'dashboards', rules: made }] }));
    const { status, stderr } = promtool(['check', 'rules', file]);
    rmSync(temporary, { recursive: true });
    expect([status, stderr]).toEqual([0, '']);
  });

  test.each(SERVICES)('promtool is content with the names and units of %s', (service) => {
    const { stderr } = promtool(['check', 'metrics'], known.texts.get(service));
    // those of the client library, and a name that OpenTelemetry has made
    const others = /^(nodejs_|process_|db_client_connection_count )/;
    expect(stderr.split('\n').filter((line) => line !== '' && !others.test(line))).toEqual([]);
  });
} else {
  test('promtool is not on the PATH: of the rules and their tests only the structure is looked at', () => {
    const { tests } = parse(text('alerts.test.yml')) as { tests: { promql_expr_test: object[] }[] };
    expect(tests.every(({ promql_expr_test: asked }) => asked.length > 0)).toBe(true);
    expect(rules.every(({ expr }) => expr.trim() !== '')).toBe(true);
  });
}
