/** Where sealed values stand; the fragments are SQL over a row of the table. */
export interface SealedTable {
  table: string;
  key: string;
  type: 'text' | 'uuid';
  sealed: string;
  keyId: string;
  /** What the value is bound to. */
  owner: string;
  /** How `fresh` and the id of its key, `$5`, are put into the row. */
  put: string;
}

const column = (
  table: string,
  [key, type]: readonly [string, SealedTable['type']],
  owner: string,
  sealed = 'sealed',
): SealedTable => ({
  ...{ table, key, type, sealed, owner },
  keyId: 'key_id',
  put: `${sealed} = fresh, key_id = $5`,
});

/** Answers kept under an idempotency key are JSON; one of them holds a new member of staff's credentials (manage-staff). */
const CREDENTIALS: SealedTable = {
  table: 'idempotency',
  ...{ key: 'key_hash', type: 'text' },
  sealed: `decode(translate(body->>'sealed', '-_', '+/') || repeat('=', -length(body->>'sealed') & 3), 'base64')`,
  keyId: `(body->>'keyId')`,
  owner: `(body->>'staffId')`,
  put: `body = json_build_object('staffId', body->>'staffId', 'username', body->>'username',
    'sealed', translate(encode(fresh, 'base64'), E'+/=\\n', '-_'), 'keyId', $5::text)`,
};

/** Every table with sealed values; a test holds it against the database's columns. */
export const SEALED_TABLES: readonly SealedTable[] = [
  column('party', ['ref', 'text'], 'ref'),
  column('party_record', ['source', 'text'], 'party'),
  column('address', ['ref', 'uuid'], 'person'),
  column('account', ['id', 'uuid'], 'person', 'mobile'),
  column('agent', ['id', 'uuid'], 'person', 'mobile'),
  column('staff', ['id', 'uuid'], 'id::text'),
  column('sms_message', ['id', 'uuid'], 'phone_ref'),
  column('sandbox_sms', ['id', 'uuid'], 'phone_ref'),
  CREDENTIALS,
];
