import type { LicenceChanged, Payload, PersonRef } from '@open122/contracts';

/** The fact that the command says: a record's full state, as an import says it. */
export const licenceOf = (licenceId: string, person: PersonRef): Payload<typeof LicenceChanged> =>
  ({
    ...{ licenceId, person, revision: 1, deleted: false, classes: ['C1'], status: ['A'], issueNo: 1 },
    ...{ firstIssuedOn: '2020-01-01', validFrom: '2020-01-01', validUntil: '2026-12-31' },
    issuingAuthority: '冀A130100',
  }) as Payload<typeof LicenceChanged>;
