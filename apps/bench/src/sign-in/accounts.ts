import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { ensureAdministrator } from '@open122/local';
import { Client } from 'pg';

import type { Places } from '../places';

/** What all accounts have in common; the hash is one that identity made, so that its cost is identity's. */
export interface Known {
  readonly password: string;
  readonly hash: string;
}

const FILL = `
with party as (
  insert into party (ref, kind, sealed, key_id, created_at)
  select 'bench-' || phone_ref, 'person', '\\x00', 'bench', '2026-01-01' from unnest($1::text[]) as phone_ref returning ref
)
insert into account (id, person, level, phone_ref, mobile, key_id, password_hash, registered_at, activated_at, version)
select gen_random_uuid(), ref, 'window', substr(ref, 7), '\\x00', 'bench', $2, '2026-01-01', '2026-01-01', 1 from party`;

export const mobileOf = (account: number): string => `147${String(account).padStart(8, '0')}`;

/** Accounts that sign in with one password, as if they had been registered: theirs is the administrator's. */
export async function makeAccounts(places: Places, count: number): Promise<Known> {
  const [stack, province] = await Promise.all([places.stack(), places.province()]);
  await ensureAdministrator(stack, province);
  const secrets = readFileSync(join(stack.profile.secrets, 'administrator.json'), 'utf8');
  const { username, password } = JSON.parse(secrets) as { username: string; password: string };
  const client: Client = await places.superuser('identity');
  try {
    const { rows } = await client.query<{ hash: string }>(
      'select password_hash as hash from staff where username = $1',
      [username],
    );
    const hash = rows[0]?.hash ?? '';
    const key = Buffer.from(province.settings.IDENTITY_REF_KEY ?? '', 'base64url');
    const phoneRefs = Array.from({ length: count }, (_, account) =>
      createHmac('sha256', key)
        .update(`+86${mobileOf(account)}`)
        .digest('base64url'),
    );
    await client.query(FILL, [phoneRefs, hash]);
    await client.query('analyze account');
    return { password, hash };
  } finally {
    await client.end();
  }
}
