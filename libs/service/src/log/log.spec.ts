import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { Logger } from '@nestjs/common';

import { context } from '../context';
import { openLog } from './log';
import { adoptLog, dropLog } from './nest-log';

function memory() {
  const lines: string[] = [];
  return { lines, stream: { write: (line: string) => void lines.push(line) } };
}
const last = (lines: string[]): Record<string, unknown> =>
  JSON.parse(lines.at(-1) ?? '{}') as Record<string, unknown>;

it('a line is JSON with service, level, time and trace', () => {
  const { lines, stream } = memory();
  const { log } = openLog({ service: 'licence', level: 'info', file: undefined, stream });
  context.run({ traceparent: `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01` }, () =>
    log.info({ serial: 'HEL2026' }, 'submitted'),
  );
  expect(last(lines)).toMatchObject({
    level: 'info',
    service: 'licence',
    serial: 'HEL2026',
    trace: 'a'.repeat(32),
    msg: 'submitted',
    time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/) as unknown,
  });
});

it('a file has every line once the log is closed, after those of earlier runs', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'log-'));
  const file = join(folder, 'deeper', 'licence.log');
  for (const run of ['first', 'second']) {
    const { log, requests, close } = openLog({ service: 'licence', level: 'info', file });
    log.info(run);
    requests.info('request');
    await close();
  }
  const texts = readFileSync(file, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => last([line]).msg);
  expect(texts).toEqual(['first', 'request', 'second', 'request']);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  rmSync(folder, { recursive: true });
});

it('what came from outside begins no line of its own', () => {
  const { lines, stream } = memory();
  const { log } = openLog({ service: 'licence', level: 'info', file: undefined, stream });
  const forged = 'x\n{"level":"info","msg":"forged"}\r\u2028';
  log.warn({ problem: forged }, forged);
  expect(lines).toHaveLength(1);
  expect(lines[0]?.match(/[\r\n]/g)).toEqual(['\n']);
  expect(last(lines)).toMatchObject({ problem: forged, msg: forged });
});

it('secrets, mobiles and ID numbers do not get into a line, wherever they stand', () => {
  const { lines, stream } = memory();
  const { log } = openLog({ service: 'identity', level: 'debug', file: undefined, stream });
  log.debug(
    { password: 'hunter22', inner: { token: 'ey-secret', mobile: '13812345678' } },
    'call 13987654321',
  );
  log.warn({ about: '130102199003078911', other: 'ID 13010219900307891X!' }, 'x');
  log.error({ err: new Error('no account for 13812345678') }, 'x');
  const all = lines.join('');
  expect(all).not.toMatch(/hunter22|ey-secret|1\d{10}|13010219900307891/);
  expect(all.match(/\*\*\*/g)?.length).toBe(7);
});

it('serial numbers and refs are no ID numbers', () => {
  const { lines, stream } = memory();
  openLog({ service: 'licence', level: 'info', file: undefined, stream }).log.info(
    'HEL202611230000042 at 1767225600000',
  );
  expect(last(lines).msg).toBe('HEL202611230000042 at 1767225600000');
});

it("what PostgreSQL quotes of a row is not told, the row's place is", () => {
  const { lines, stream } = memory();
  const { log } = openLog({ service: 'identity', level: 'info', file: undefined, stream });
  const error = Object.assign(new Error('invalid input for type date: "张三"'), {
    code: '23505',
    detail: 'Key (name)=(张三) already exists.',
    constraint: 'person_name',
    table: 'person',
  });
  log.error(
    { err: Object.assign(new Error('张三? "张三"'.slice(4)), { driverError: error, parameters: ['张三'] }) },
    'x',
  );
  expect(lines.join('')).not.toContain('张三');
  expect(last(lines)).toMatchObject({ err: { code: '23505', constraint: 'person_name', table: 'person' } });
});

it("lines of Nest's one logger go to the log of the service at work", () => {
  const [licence, vehicle] = [memory(), memory()];
  adoptLog(
    'licence',
    openLog({ service: 'licence', level: 'info', file: undefined, stream: licence.stream }).log,
  );
  adoptLog(
    'vehicle',
    openLog({ service: 'vehicle', level: 'debug', file: undefined, stream: vehicle.stream }).log,
  );
  const logger = new Logger('Toy');
  context.run({ service: 'licence' }, () => {
    logger.log('one');
    logger.debug('not at this level');
  });
  context.run({ service: 'vehicle' }, () => {
    logger.debug('two');
    logger.error({ err: new Error('three'), ref: 'r' }, 'Toy');
  });
  expect(licence.lines.map((line) => JSON.parse(line) as unknown)).toMatchObject([
    { msg: 'one', context: 'Toy' },
  ]);
  expect(vehicle.lines.map((line) => JSON.parse(line) as unknown)).toMatchObject([
    { msg: 'two', service: 'vehicle' },
    { err: { message: 'three' }, ref: 'r', level: 'error' },
  ]);
  dropLog('licence');
  dropLog('vehicle');
});
