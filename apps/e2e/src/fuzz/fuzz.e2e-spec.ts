import Ajv, { type ValidateFunction } from 'ajv';
import { type Dispatcher, Pool } from 'undici';

import { thePlatform } from '../platform';
import { nameOf, type Operation, operationsOfAll } from './document';
import { fuzzed } from './generate';
import { principalHeader, PRINCIPALS } from './principals';
import { Chance } from './random';

jest.setTimeout(180_000);

const REQUESTS = 10_000;
const AT_ONCE = 8;
const SEED = Number(process.env.FUZZ_SEED ?? 122);

/** What no client may ever read. */
const INSIDE =
  /\bat .+\.js:\d+|node_modules|\/dist\/src\/|\b(TypeError|QueryFailedError|ReferenceError)\b|relation "|syntax error at/;
const PROBLEM = {
  type: 'object',
  required: ['type', 'title', 'status', 'detail', 'code', 'instance', 'traceId'],
  properties: { code: { type: 'string', pattern: '^[a-z-]+(\\.[a-z-]+)*$' }, status: { type: 'integer' } },
};

const ajv = new Ajv({ strict: false, validateFormats: false });
const isProblem = ajv.compile(PROBLEM);
const validators = new Map<string, ValidateFunction | null>();

/** Of the answer that the operation declares for a status; null when it declares no JSON for it. */
function validatorOf(operation: Operation, status: number): ValidateFunction | null {
  const key = `${nameOf(operation)} ${status}`;
  const known = validators.get(key);
  if (known !== undefined) return known;
  const schema = operation.answers[status]?.content?.['application/json']?.schema;
  const components = { components: { schemas: operation.schemas } };
  const made = schema === undefined ? null : ajv.compile({ ...schema, ...components });
  validators.set(key, made);
  return made;
}

function faultOf(
  operation: Operation,
  { statusCode, headers }: Dispatcher.ResponseData,
  text: string,
): string | null {
  const isBusy = statusCode === 503 && headers['retry-after'] !== undefined;
  if (statusCode >= 500 && !isBusy) return `status ${statusCode}`;
  if (INSIDE.test(text)) return 'tells of the inside';
  const isJson = /json/.test(String(headers['content-type']));
  if (statusCode >= 400) return isJson ? problemFault(text) : 'a refusal that is no JSON';
  return isJson && text !== '' ? answerFault(operation, statusCode, text) : null;
}

const problemFault = (text: string): string | null =>
  isProblem(JSON.parse(text)) ? null : `no problem: ${ajv.errorsText(isProblem.errors)}`;

function answerFault(operation: Operation, status: number, text: string): string | null {
  const validate = validatorOf(operation, status);
  if (validate === null) return `undeclared answer ${status}`;
  return validate(JSON.parse(text)) ? null : `off-schema: ${ajv.errorsText(validate.errors)}`;
}

test(`${REQUESTS} fuzzed requests over all operations: none fails, none is off-schema, none tells of the inside`, async () => {
  const operations = (await operationsOfAll()).filter(({ path }) => !path.startsWith('/v1/sandbox/events'));
  const pools = new Map(
    Object.entries(thePlatform().services).map(([name, url]) => [
      name,
      new Pool(url, { connections: AT_ONCE }),
    ]),
  );
  const chance = new Chance(SEED);
  const faults = new Map<string, string>();
  const statuses = new Map<number, number>();
  const ask = async (nth: number): Promise<void> => {
    const operation = operations[nth % operations.length]!;
    const principal = chance.one(PRINCIPALS);
    const { path, headers, body } = fuzzed(operation, chance);
    const answer = await pools.get(operation.service)!.request({
      ...{ method: operation.method as Dispatcher.HttpMethod, path, body },
      headers: { ...headers, ...principalHeader(principal, operation.service) },
      headersTimeout: 20_000,
    });
    const isStream = String(answer.headers['content-type']).startsWith('text/event-stream');
    if (isStream) return void answer.body.destroy();
    const text = await answer.body.text();
    statuses.set(answer.statusCode, (statuses.get(answer.statusCode) ?? 0) + 1);
    const fault = faultOf(operation, answer, text);
    if (fault === null || faults.has(`${nameOf(operation)}: ${fault}`)) return;
    const sent = `${operation.method} ${path.slice(0, 200)} as ${principal.kind} ${JSON.stringify(headers).slice(0, 300)}`;
    faults.set(
      `${nameOf(operation)}: ${fault}`,
      `${sent}\n  ${body?.toString('utf8').slice(0, 300) ?? ''}\n  → ${text.slice(0, 300)}`,
    );
  };
  let next = 0;
  const asker = async (): Promise<void> => {
    while (next < REQUESTS) await ask((next += 1));
  };
  await Promise.all(Array.from({ length: AT_ONCE }, asker));
  await Promise.all([...pools.values()].map((pool) => pool.close()));
  const told = [...faults].map(([fault, sent]) => `${fault}\n  ${sent}`);
  if (told.length > 0) throw new Error(`seed ${SEED}, ${told.length} faults:\n${told.join('\n')}`);
  // handlers were reached, not the validation alone
  expect([...statuses.keys()]).toEqual(expect.arrayContaining([200, 400, 401, 403, 404, 422]));
});
