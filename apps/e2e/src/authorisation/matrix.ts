import { setTimeout as pause } from 'node:timers/promises';

import { request } from 'undici';

import { thePlatform } from '../platform';
import type { Role } from './roles';

/** An operation of the platform's document. */
export interface Operation {
  readonly method: string;
  readonly path: string;
}
export const nameOf = ({ method, path }: Operation): string => `${method} ${path}`;

/** Whether an operation lets a role in; asked with a body that changes nothing. */
export type Ask = (operation: Operation, role: Role) => Promise<boolean>;

/** What is not as expected: `wrongly allowed: GET /v1/ops/staff to the auditor`. */
export async function violations(
  operations: readonly Operation[],
  roles: readonly Role[],
  expected: Readonly<Record<string, readonly string[]>>,
  ask: Ask,
): Promise<string[]> {
  const found: string[] = [];
  for (const operation of operations) {
    const allowed = expected[nameOf(operation)] ?? [];
    const answers = await Promise.all(
      roles.map(async (role) => ({
        role,
        may: allowed.includes(role.name),
        does: await ask(operation, role),
      })),
    );
    for (const { role, may, does } of answers)
      if (may !== does)
        found.push(`wrongly ${does ? 'allowed' : 'denied'}: ${nameOf(operation)} to ${role.name}`);
  }
  return found;
}

const NOBODYS_ID = '00000000-0000-4000-8000-000000000000';
const VALUES: Readonly<Record<string, string>> = {
  ...{ business: 'D1', serial: 'HEL202001010000001', owner: 'licence', courier: 'sandbox', id: '0' },
  person: 'n'.repeat(43),
};
const addressOf = ({ path }: Operation): string =>
  path.replace(/\{(\w+)\}/g, (_, name: string) => VALUES[name] ?? NOBODYS_ID);

/** Refusals that come of who asks, and of nothing else. */
const OF_WHO =
  /^principal\.(missing|not-allowed|level-too-low|other-window|other-owner|mandate-over)$|^grant\.|^courier\.|^session\.token-invalid$|^password\.due$/;

/** A busy platform has not said yet whom it lets in; it is asked again. */
const UNDECIDED = 503;
const ATTEMPTS = 5;
const AGAIN = 1_000;

/** As a client: through the gateway. Who is let in hears that the empty body is wrong, or that nothing is there. */
export const askGateway: Ask = async (operation, { token }) => {
  const { method } = operation;
  for (let attempt = 1; ; attempt += 1) {
    const answer = await send(`${thePlatform().gateway}${addressOf(operation)}`, method, {
      ...(token !== null && { authorization: `Bearer ${token}` }),
    });
    if (answer.status !== UNDECIDED) return letsIn(answer);
    if (attempt === ATTEMPTS) throw new Error(`${nameOf(operation)} answers ${UNDECIDED} again and again`);
    await pause(AGAIN);
  }
};

interface Answered {
  status: number;
  code: string;
}
const letsIn = ({ status, code }: Answered): boolean =>
  !((status === 401 || status === 403) && OF_WHO.test(code));

async function send(url: string, method: string, headers: Record<string, string>): Promise<Answered> {
  const withBody = method === 'POST' || method === 'PUT';
  const answer = await request(url, {
    method: method as 'POST',
    headers: {
      ...headers,
      ...(withBody && { 'content-type': 'application/json', 'idempotency-key': key() }),
    },
    body: withBody ? '{}' : null,
  });
  const isStream = String(answer.headers['content-type']).startsWith('text/event-stream');
  const text = isStream ? '' : await answer.body.text();
  if (isStream) answer.body.destroy();
  return { status: answer.statusCode, code: codeIn(text) };
}

let keys = 0;
const key = (): string => `matrix-${process.pid}-${(keys += 1)}`;

function codeIn(text: string): string {
  try {
    return (JSON.parse(text) as { code?: string }).code ?? '';
  } catch {
    return '';
  }
}
