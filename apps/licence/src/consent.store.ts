import type { Instant, PersonRef } from '@open122/contracts';
import type { Statements, Tx } from '@open122/service';

import { type Consent, toldSince } from './consent';
import type { BoundLicence } from './licence';
import { LICENCE } from './licence.schema';

const CONSENT = `consent_id as "consentId", organisation, file_number as "fileNumber", licence_consent.licence_id as "licenceId",
  licence_consent.person, state, asked_at as "askedAt", decided_at as "decidedAt", licence_consent.version`;
const BOUND = `
select licence_id as "licenceId", licence_binding.person from licence join licence_binding using (licence_id)
where file_number = $1 and not deleted and licence.person = licence_binding.person`;
const ASK = `
insert into licence_consent (consent_id, organisation, file_number, licence_id, person, state, asked_at, version)
values ($1, $2, $3, $4, $5, 'asked', $6, 1)
on conflict (organisation, file_number) where state in ('asked', 'given') do update set organisation = excluded.organisation
returning ${CONSENT}, exists (
  select from licence_consent as earlier
  where earlier.organisation = $2 and earlier.file_number = $3 and earlier.asked_at > $7
) as "askedLately"`;
const LOCKED = `select ${CONSENT} from licence_consent where consent_id = $1 and person = $2 for update`;
const DECIDE = `
update licence_consent set state = $3, decided_at = $4, version = version + 1
where consent_id = $1 and version = $2 returning consent_id`;
const OF_PERSON = `
select ${CONSENT} from licence_consent
where person = $1 and (state = 'given' or (state = 'asked' and asked_at > $2))
order by asked_at desc, consent_id limit 100`;
const OF_ORGANISATION = `
select ${CONSENT} from licence_consent
where organisation = $1 and (asked_at, consent_id) < ($2::timestamptz, $3::uuid)
order by asked_at desc, consent_id desc limit $4`;
const SEEN = `
select ${LICENCE}, bound_at as "boundAt" from licence_consent
join licence using (licence_id) join licence_binding using (licence_id)
where organisation = $1 and state = 'given' and licence_consent.person = licence_binding.person and not deleted
  and licence_id > $2::uuid
order by licence_id limit $3`;
const END_OF = `
update licence_consent set state = case state when 'given' then 'revoked' else 'refused' end, decided_at = $2,
  version = version + 1
where person = $1 and state in ('asked', 'given') and asked_at <= $2`;
const ABOUT = `select ${CONSENT} from licence_consent where person = $1 order by asked_at, consent_id`;

/** Before the first row there is no bound, but a bound that may be missing keeps the index from being used. */
const [FIRST_ID, LAST_ID] = ['00000000-0000-0000-0000-000000000000', 'ffffffff-ffff-ffff-ffff-ffffffffffff'];

export const consentStore = {
  /** The licence of a file number that its holder has bound; null when there is none. */
  async bound(tx: Tx, fileNumber: string): Promise<{ licenceId: string; person: PersonRef } | null> {
    return (
      (await tx.run<{ licenceId: string; person: PersonRef }>('consent.bound', BOUND, [fileNumber]))[0] ??
      null
    );
  },

  /** The request, or the one that is open or given already; `askedLately`: this organisation asked for it before, and he was told lately. */
  async ask(
    tx: Tx,
    { consentId, organisation, fileNumber, licenceId, person, askedAt }: Consent,
  ): Promise<Consent & { askedLately: boolean }> {
    const params = [consentId, organisation, fileNumber, licenceId, person, askedAt, toldSince({ askedAt })];
    const [asked] = await tx.run<Consent & { askedLately: boolean }>('consent.ask', ASK, params);
    if (asked === undefined) throw new Error('a consent was neither asked for nor there');
    return asked;
  },

  /** A person's, held until the end of the transaction. */
  async locked(tx: Tx, consentId: string, person: PersonRef): Promise<Consent | null> {
    return (await tx.run<Consent>('consent.locked', LOCKED, [consentId, person]))[0] ?? null;
  },

  async decide(tx: Tx, { consentId, version, state, decidedAt }: Consent): Promise<void> {
    const decided = await tx.run('consent.decide', DECIDE, [consentId, version - 1, state, decidedAt]);
    if (decided.length !== 1) throw new Error(`consent ${consentId} has changed meanwhile`);
  },

  /** What a driver has given, or is asked for since `askedAfter`; the latest first. */
  ofPerson(statements: Statements, person: PersonRef, askedAfter: Instant): Promise<Consent[]> {
    return statements.run<Consent>('consent.of-person', OF_PERSON, [person, askedAfter]);
  },

  ofOrganisation(
    statements: Statements,
    organisation: string,
    before: { askedAt: Instant; consentId: string } | null,
    limit: number,
  ): Promise<Consent[]> {
    return statements.run<Consent>('consent.of-organisation', OF_ORGANISATION, [
      ...[organisation, before?.askedAt ?? 'infinity', before?.consentId ?? LAST_ID, limit],
    ]);
  },

  /** The licences an organisation may see now, by their ids. */
  seen(
    statements: Statements,
    organisation: string,
    after: string | null,
    limit: number,
  ): Promise<BoundLicence[]> {
    return statements.run<BoundLicence>('consent.seen', SEEN, [organisation, after ?? FIRST_ID, limit]);
  },

  /** Takes back what a person had given at a moment, and answers for him what he was asked. */
  async endOf(tx: Tx, person: PersonRef, at: Instant): Promise<void> {
    await tx.run('consent.end-of', END_OF, [person, at]);
  },

  about(tx: Tx, person: PersonRef): Promise<Consent[]> {
    return tx.run<Consent>('consent.about', ABOUT, [person]);
  },
};
